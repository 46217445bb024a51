package io.telpher.http;

/** A set of field names that {@link Fields.Editor#removeAll} looks up in one pass. Immutable. */
public final class FieldNames {
    private final FieldName[] table; // open addressing, a power of two, at most a quarter full
    private final long sieve; // a bit for each name: most fields are none of the names, which is seen without the table
    private final boolean underscored;

    private FieldNames(FieldName[] table, long sieve, boolean underscored) {
        this.table = table;
        this.sieve = sieve;
        this.underscored = underscored;
    }

    /** These names. */
    public static FieldNames of(FieldName... names) {
        FieldName[] table = new FieldName[Integer.highestOneBit(Math.max(1, names.length)) * 8];
        long sieve = 0;
        for (FieldName name : names) {
            sieve |= bit(name.hash());
            int i = slot(name.hash(), table.length);
            while (table[i] != null && !table[i].equals(name)) {
                i = (i + 1) & (table.length - 1);
            }
            table[i] = name;
        }
        return new FieldNames(table, sieve, false);
    }

    /**
     * These names, and every name with an underscore: CGI and its heirs read {@code X_Real_IP} as {@code X-Real-IP}, so it
     * would get past whatever is done to the latter.
     */
    public FieldNames andUnderscored() {
        return new FieldNames(table, sieve, true);
    }

    private static int slot(int hash, int length) {
        return (hash ^ (hash >>> 16)) & (length - 1);
    }

    private static long bit(int hash) {
        return 1L << ((hash * 0x9e3779b9) >>> 26);
    }

    /** True if the name is one of them. */
    public boolean contains(FieldName name) {
        byte[] bytes = name.bytes();
        return contains(name.hash(), bytes, 0, bytes.length);
    }

    boolean contains(int hash, byte[] head, int from, int to) {
        if (underscored && hasUnderscore(head, from, to)) {
            return true;
        }
        if ((sieve & bit(hash)) == 0) {
            return false;
        }
        for (int i = slot(hash, table.length); table[i] != null; i = (i + 1) & (table.length - 1)) {
            if (table[i].hash() == hash && table[i].matches(head, from, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasUnderscore(byte[] head, int from, int to) {
        for (int i = from; i < to; i++) {
            if (head[i] == '_') {
                return true;
            }
        }
        return false;
    }
}
