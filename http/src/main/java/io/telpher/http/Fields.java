package io.telpher.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message: the bytes of its head as they came, an index of where each field stands in them, and what was
 * added or removed since. Immutable; an edit shares the bytes. Values are ISO 8859-1, one character a byte.
 * A head is never taken apart into strings unless somebody asks for a value, and is forwarded as runs of its own bytes.
 */
public final class Fields {
    /** How many received fields a message can have: removal is a bit each. */
    public static final int COUNT_MAX = 128;
    /** Ints per received field in the index: name hash, name start and end, value start and end (16 bits each). */
    public static final int STRIDE = 3;

    private static final Field[] NONE = {};
    /** No fields. */
    public static final Fields EMPTY = new Fields(new byte[0], new int[0], 0, 0, 0, NONE);

    private final byte[] head;
    private final int[] index;
    private final int count;
    private final long removedLow;
    private final long removedHigh;
    private final Field[] added;

    private Fields(byte[] head, int[] index, int count, long removedLow, long removedHigh, Field[] added) {
        this.head = head;
        this.index = index;
        this.count = count;
        this.removedLow = removedLow;
        this.removedHigh = removedHigh;
        this.added = added;
    }

    /**
     * The fields of a head that was scanned and found good.
     *
     * @param head the bytes; from now on they belong to the fields
     * @param index {@link #STRIDE} ints a field: {@link FieldName#hash}, {@code nameStart << 16 | nameEnd},
     *     {@code valueStart << 16 | valueEnd}; every line ends with CRLF after the value and optional white space
     * @param count how many fields, at most {@link #COUNT_MAX}
     */
    public static Fields scanned(byte[] head, int[] index, int count) {
        return scanned(head, index, count, 0, 0);
    }

    /**
     * The same, of which some fields are the connection's business and stay with it.
     *
     * @param hiddenLow a bit for each of the first 64 fields that is left out
     * @param hiddenHigh a bit for each of the next 64
     */
    public static Fields scanned(byte[] head, int[] index, int count, long hiddenLow, long hiddenHigh) {
        if (count > COUNT_MAX) {
            throw new IllegalArgumentException("more than " + COUNT_MAX + " fields");
        }
        return new Fields(head, index, count, hiddenLow, hiddenHigh, NONE);
    }

    /** Fields that we make ourselves. */
    public static Fields of(Field... fields) {
        return fields.length == 0 ? EMPTY : new Fields(EMPTY.head, EMPTY.index, 0, 0, 0, fields.clone());
    }

    /** The first value of this name, or null. */
    public @Nullable String value(FieldName name) {
        int i = next(name, 0);
        if (i >= 0) {
            return received(i);
        }
        int ours = addedAt(name);
        return ours < 0 ? null : added[ours].value();
    }

    /** All values of this name in their order, one for each line. */
    public List<String> values(FieldName name) {
        List<String> values = new ArrayList<>(2);
        for (int i = next(name, 0); i >= 0; i = next(name, i + 1)) {
            values.add(received(i));
        }
        for (Field field : added) {
            if (field.name().equals(name)) {
                values.add(field.value());
            }
        }
        return values;
    }

    /** All values of this name as one, joined by commas (RFC 9110 §5.3), or null if there is none. */
    public @Nullable String joined(FieldName name) {
        List<String> values = values(name);
        return values.size() > 1 ? String.join(", ", values) : values.isEmpty() ? null : values.getFirst();
    }

    /** True if there is a field of this name. */
    public boolean contains(FieldName name) {
        return next(name, 0) >= 0 || addedAt(name) >= 0;
    }

    /** How many lines have this name. */
    public int count(FieldName name) {
        int n = 0;
        for (int i = next(name, 0); i >= 0; i = next(name, i + 1)) {
            n++;
        }
        for (Field field : added) {
            n += field.name().equals(name) ? 1 : 0;
        }
        return n;
    }

    /** True if one of the comma-separated members of this name is {@code token}, in any case. */
    public boolean hasToken(FieldName name, String token) {
        for (int i = next(name, 0); i >= 0; i = next(name, i + 1)) {
            if (holds(received(i), token)) {
                return true;
            }
        }
        for (Field field : added) {
            if (field.name().equals(name) && holds(field.value(), token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(String list, String token) {
        if (list.length() == token.length()) {
            return list.equalsIgnoreCase(token);
        }
        for (String member : list.split(",", -1)) {
            if (member.strip().equalsIgnoreCase(token)) {
                return true;
            }
        }
        return false;
    }

    /** Visits every field, name in lower case. */
    public void forEach(BiConsumer<String, String> visitor) {
        for (int i = 0; i < count; i++) {
            if (!removed(i)) {
                visitor.accept(name(i), received(i));
            }
        }
        for (Field field : added) {
            visitor.accept(field.name().text(), field.value());
        }
    }

    /** How many fields there are. */
    public int size() {
        return count - Long.bitCount(removedLow) - Long.bitCount(removedHigh) + added.length;
    }

    /** Gives all lines, each with its CRLF, in as few runs as possible. */
    public void lines(LineSink sink) {
        for (int i = 0; i < count; i++) {
            if (!removed(i)) {
                int start = nameStart(i);
                while (i < count && !removed(i)) {
                    i++;
                }
                int end = i < count ? nameStart(i) : lastLineEnd();
                sink.bytes(head, start, end - start);
            }
        }
        for (Field field : added) {
            field.give(sink);
        }
    }

    /** Gives every field, for encodings that have no lines. */
    public void visit(FieldVisitor visitor) {
        for (int i = 0; i < count; i++) {
            if (!removed(i)) {
                int name = index[i * STRIDE + 1];
                int value = index[i * STRIDE + 2];
                visitor.field(head, index[i * STRIDE], name >>> 16, name & 0xffff, value >>> 16, value & 0xffff);
            }
        }
        for (Field field : added) {
            field.visit(visitor);
        }
    }

    /** The last line ends with the next LF after its value. */
    private int lastLineEnd() {
        int at = index[(count - 1) * STRIDE + 2] & 0xffff;
        while (head[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    /** Starts an edit. */
    public Editor edit() {
        return edit(4);
    }

    /** Starts an edit by which so many fields are added, or a few more or less. */
    public Editor edit(int more) {
        return new Editor(this, more);
    }

    /** These fields with {@code name} set to {@code value}, in place of whatever it had. */
    public Fields with(FieldName name, String value) {
        return edit().set(name, value).done();
    }

    /** These fields with this one, in place of whatever its name had. */
    public Fields with(Field field) {
        return edit(1).set(field).done();
    }

    /** These fields without {@code name}. */
    public Fields without(FieldName name) {
        return contains(name) ? edit().remove(name).done() : this;
    }

    /** These fields without any of these names; themselves if there are none. */
    public Fields without(FieldNames names) {
        return containsAny(names) ? edit().removeAll(names).done() : this;
    }

    /** True if there is a field of one of these names. One pass. */
    public boolean containsAny(FieldNames names) {
        for (int i = 0; i < count; i++) {
            int at = index[i * STRIDE + 1];
            if (!removed(i) && names.contains(index[i * STRIDE], head, at >>> 16, at & 0xffff)) {
                return true;
            }
        }
        for (Field field : added) {
            if (names.contains(field.name())) {
                return true;
            }
        }
        return false;
    }

    private int next(FieldName name, int from) {
        int hash = name.hash();
        for (int i = from; i < count; i++) {
            if (index[i * STRIDE] == hash && !removed(i)) {
                int at = index[i * STRIDE + 1];
                if (name.matches(head, at >>> 16, at & 0xffff)) {
                    return i;
                }
            }
        }
        return -1;
    }

    private int addedAt(FieldName name) {
        for (int i = 0; i < added.length; i++) {
            if (added[i].name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private boolean removed(int i) {
        return ((i < 64 ? removedLow >>> i : removedHigh >>> (i - 64)) & 1) != 0;
    }

    private int nameStart(int i) {
        return index[i * STRIDE + 1] >>> 16;
    }

    @SuppressWarnings("StringCaseLocaleUsage") // ISO 8859-1 token: ASCII only
    private String name(int i) {
        int at = index[i * STRIDE + 1];
        return new String(head, at >>> 16, (at & 0xffff) - (at >>> 16), StandardCharsets.ISO_8859_1)
                .toLowerCase(java.util.Locale.ROOT);
    }

    private String received(int i) {
        int at = index[i * STRIDE + 2];
        return new String(head, at >>> 16, (at & 0xffff) - (at >>> 16), StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }

    /** Collects changes; {@link #done} gives the new fields. For one thread. */
    public static final class Editor {
        private final Fields base;
        private final int more;
        private long removedLow;
        private long removedHigh;
        private Field[] added;
        private int addedCount;
        private boolean owned; // whether `added` is ours to write into

        private Editor(Fields base, int more) {
            this.base = base;
            this.more = Math.max(1, more);
            this.removedLow = base.removedLow;
            this.removedHigh = base.removedHigh;
            this.added = base.added;
            this.addedCount = base.added.length;
        }

        /** Removes every field of this name. */
        public Editor remove(FieldName name) {
            for (int i = base.next(name, 0); i >= 0; i = base.next(name, i + 1)) {
                removeReceived(i);
            }
            for (int i = 0; i < addedCount; i++) {
                if (added[i].name().equals(name)) {
                    removeAdded(i--);
                }
            }
            return this;
        }

        /** Removes, in one pass, every field of these names. */
        public Editor removeAll(FieldNames names) {
            for (int i = 0; i < base.count; i++) {
                int at = base.index[i * STRIDE + 1];
                if (names.contains(base.index[i * STRIDE], base.head, at >>> 16, at & 0xffff)) {
                    removeReceived(i);
                }
            }
            for (int i = 0; i < addedCount; i++) {
                if (names.contains(added[i].name())) {
                    removeAdded(i--);
                }
            }
            return this;
        }

        private void removeReceived(int i) {
            if (i < 64) {
                removedLow |= 1L << i;
            } else {
                removedHigh |= 1L << (i - 64);
            }
        }

        private void removeAdded(int at) {
            own();
            addedCount--;
            System.arraycopy(added, at + 1, added, at, addedCount - at);
        }

        /** Has room for one more in an array of its own. */
        private void own() {
            if (!owned || addedCount == added.length) {
                added = Arrays.copyOf(added, addedCount + (owned ? addedCount + 1 : more));
                owned = true;
            }
        }

        /** Sets this name to one value. */
        public Editor set(FieldName name, String value) {
            return remove(name).add(Field.of(name, value));
        }

        /** Sets the name of this field to its value. */
        public Editor set(Field field) {
            return remove(field.name()).add(field);
        }

        /** Adds a line. */
        public Editor add(FieldName name, String value) {
            return add(Field.of(name, value));
        }

        /** Adds a line. */
        public Editor add(Field field) {
            own();
            added[addedCount++] = field;
            return this;
        }

        /** The fields as edited; those it began with if nothing changed. */
        public Fields done() {
            if (added == base.added && removedLow == base.removedLow && removedHigh == base.removedHigh) {
                return base;
            }
            Field[] exact = addedCount < added.length ? Arrays.copyOf(added, addedCount) : added;
            owned &= exact != added;
            return new Fields(base.head, base.index, base.count, removedLow, removedHigh, exact);
        }
    }
}
