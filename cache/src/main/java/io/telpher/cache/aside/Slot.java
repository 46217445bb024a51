package io.telpher.cache.aside;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What stands under a key: a value, or a mark of who is about to change that. The first byte says which. Pure. */
enum Slot {
    /** A value. */
    VALUE('v'),
    /** Somebody loads it. */
    LOADING('l'),
    /** Somebody writes it: what is loaded meanwhile may be old. */
    WRITING('w'),
    /** It was removed. */
    GONE('g');

    private final byte first;

    Slot(char first) {
        this.first = (byte) first;
    }

    static Slot of(byte[] stored) {
        for (Slot slot : values()) {
            if (stored.length > 0 && stored[0] == slot.first) {
                return slot;
            }
        }
        return GONE; // another version's: replaced as if it were nothing
    }

    /** A mark that is like no other. */
    byte[] mark(String id) {
        return with(id.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] with(byte[] content) {
        byte[] stored = new byte[content.length + 1];
        stored[0] = first;
        System.arraycopy(content, 0, stored, 1, content.length);
        return stored;
    }

    static byte[] content(byte[] stored) {
        return Arrays.copyOfRange(stored, 1, stored.length);
    }
}
