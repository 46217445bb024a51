package io.telpher.http;

/** A set of field names that {@link Fields.Editor#removeAll} looks up in one pass. Immutable. */
public final class FieldNames {
    private final FieldName[] table; // open addressing, a power of two, at most a quarter full

    private FieldNames(FieldName[] table) {
        this.table = table;
    }

    /** These names. */
    public static FieldNames of(FieldName... names) {
        FieldName[] table = new FieldName[Integer.highestOneBit(Math.max(1, names.length)) * 8];
        for (FieldName name : names) {
            int i = slot(name.hash(), table.length);
            while (table[i] != null && !table[i].equals(name)) {
                i = (i + 1) & (table.length - 1);
            }
            table[i] = name;
        }
        return new FieldNames(table);
    }

    private static int slot(int hash, int length) {
        return (hash ^ (hash >>> 16)) & (length - 1);
    }

    /** True if the name is one of them. */
    public boolean contains(FieldName name) {
        byte[] bytes = name.bytes();
        return contains(name.hash(), bytes, 0, bytes.length);
    }

    boolean contains(int hash, byte[] head, int from, int to) {
        for (int i = slot(hash, table.length); table[i] != null; i = (i + 1) & (table.length - 1)) {
            if (table[i].hash() == hash && table[i].matches(head, from, to)) {
                return true;
            }
        }
        return false;
    }
}
