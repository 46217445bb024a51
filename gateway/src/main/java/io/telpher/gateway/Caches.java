package io.telpher.gateway;

import io.telpher.cache.filter.SteadyTime;
import io.telpher.cache.filter.TopKeys;
import io.telpher.cache.key.QueryRules;
import io.telpher.cache.purge.Changes;
import io.telpher.cache.store.HeapStore;
import io.telpher.cache.store.Store;
import io.telpher.core.Ticker;
import org.jspecify.annotations.Nullable;

/** Where stored responses are kept, by the names that the configuration gives to its caches. */
public interface Caches {
    /**
     * A cache's store.
     *
     * @param name the cache's, or null for the one that there is without being named
     * @throws IllegalArgumentException if no cache has the name, which whoever read the configuration has told the user
     */
    Store store(@Nullable String name);

    /** Which keys of a route are hit most. */
    TopKeys top(String route);

    /** Keys are made by these rules on some route: whoever purges a URL means what they make of it. */
    void keyed(QueryRules rules);

    /** Who is told what requests change, and what nodes that fetch together must know of it. */
    Changes changes();

    /** By what time entries are stored and judged. */
    SteadyTime time();

    /** One small cache on the heap. */
    static Caches small(Ticker ticker) {
        Store store = new HeapStore(16L << 20, 1L << 20);
        SteadyTime time = new SteadyTime(1_767_225_600_000L, ticker);
        return new Caches() {
            @Override
            public Store store(@Nullable String name) {
                if (name == null) {
                    return store;
                }
                throw new IllegalArgumentException("no cache " + name);
            }

            @Override
            public TopKeys top(String route) {
                return new TopKeys();
            }

            @Override
            public void keyed(QueryRules rules) {}

            @Override
            public Changes changes() {
                return Changes.ALONE;
            }

            @Override
            public SteadyTime time() {
                return time;
            }
        };
    }
}
