package io.telpher.examples.aside;

import io.telpher.cache.aside.Aside;
import io.telpher.cache.aside.AsideEvents;
import io.telpher.cache.aside.AsideLimits;
import io.telpher.cache.aside.ValueCodec;
import io.telpher.core.Service;
import io.telpher.core.SharedStore;
import io.telpher.core.Timers;
import io.telpher.core.Waiter;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;

/** Prices of a database, of which each node keeps those that are asked for in a store that all of them share. */
public final class Prices {
    private final Map<String, String> database;
    private final Aside<String, String> cache;
    private final Service<String, String> cached;

    /** The prices of {@code database}, which stands for one of yours, kept for a minute in {@code store}. */
    public Prices(Map<String, String> database, SharedStore store, Timers timers) {
        this.database = database;
        this.cache = new Aside<>(
                store,
                article -> "price:" + article,
                ValueCodec.TEXT,
                AsideLimits.PRICE,
                new Waiter(timers),
                Executors.newVirtualThreadPerTaskExecutor(),
                () -> UUID.randomUUID().toString(),
                new Random()::nextDouble,
                AsideEvents.NONE);
        this.cached = cache.then(this::load);
    }

    private String load(String article) {
        System.out.println("  the database is asked for " + article);
        return database.getOrDefault(article, "no such article");
    }

    /** Cache-aside: what is kept, or else what the database says, which is kept from then on. */
    public String price(String article) throws Exception {
        return cached.call(article);
    }

    /** Write-through: first the database, then what is kept, for all nodes. */
    public void change(String article, String price) throws Exception {
        cache.write(article, price, () -> database.put(article, price));
    }
}
