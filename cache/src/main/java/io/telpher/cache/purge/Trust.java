package io.telpher.cache.purge;

import java.util.function.LongSupplier;

/** Until when what was stored is not trusted, because it may have been purged elsewhere: it is validated before it is used. */
final class Trust {
    /** Everything is trusted. */
    static final long ALL = Long.MIN_VALUE;
    /** Nothing is. */
    static final long NONE = Long.MAX_VALUE;
    /** A node that shares with no other. */
    static final LongSupplier ALWAYS = () -> ALL;

    private Trust() {}
}
