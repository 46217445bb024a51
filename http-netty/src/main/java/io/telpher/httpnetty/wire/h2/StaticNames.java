package io.telpher.httpnetty.wire.h2;

import io.telpher.http.FieldName;
import io.telpher.http.Tokens;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of the static table, found by hash, for an encoder. */
final class StaticNames {
    /** What never enters a table, here or at any hop behind: guessing at it must gain nothing (RFC 7541 §7.1.3). */
    private static final Set<String> SECRET = Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

    private static final int SLOTS = 256;
    private static final @Nullable Name[] TABLE = new Name[SLOTS];

    /**
     * A name, and which entries have it.
     *
     * @param first the index of the first of them, at which the text of the name stands
     * @param last that of the last
     * @param secret whether its values are never indexed
     */
    record Name(int first, int last, boolean secret) {
        boolean matches(byte[] bytes, int from, int to) {
            TableEntry entry = StaticTable.entry(first);
            if (to - from != entry.nameBytes) {
                return false;
            }
            for (int i = 0; i < entry.nameBytes; i++) {
                if (Tokens.lower(bytes[from + i]) != entry.line[i]) {
                    return false;
                }
            }
            return true;
        }

        /** The index of the entry that has this value too, or 0. */
        int find(byte[] bytes, int from, int to) {
            for (int i = first; i <= last; i++) {
                byte[] line = StaticTable.entry(i).line;
                int start = StaticTable.entry(i).nameBytes + TableEntry.SEPARATOR;
                if (Arrays.equals(line, start, line.length - TableEntry.SEPARATOR, bytes, from, to)) {
                    return i;
                }
            }
            return 0;
        }
    }

    static {
        for (int first = 1; first <= StaticTable.LENGTH; ) {
            TableEntry entry = StaticTable.entry(first);
            String name = new String(entry.line, 0, entry.nameBytes, java.nio.charset.StandardCharsets.ISO_8859_1);
            int last = first;
            while (last < StaticTable.LENGTH && StaticTable.entry(last + 1).hash == entry.hash) {
                last++;
            }
            int slot = slot(entry.hash);
            while (TABLE[slot] != null) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            TABLE[slot] = new Name(first, last, SECRET.contains(name));
            first = last + 1;
        }
    }

    private StaticNames() {}

    /** The name of this {@link FieldName#hash}, in any case, or null. */
    static @Nullable Name find(int hash, byte[] bytes, int from, int to) {
        for (int slot = slot(hash); ; slot = (slot + 1) & (SLOTS - 1)) {
            Name name = TABLE[slot];
            if (name == null || name.matches(bytes, from, to)) {
                return name;
            }
        }
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 16) & (SLOTS - 1);
    }
}
