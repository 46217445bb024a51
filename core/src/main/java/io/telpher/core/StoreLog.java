package io.telpher.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log in a store. Followers are told on a topic of its name. */
public final class StoreLog implements SharedLog {
    private static final byte[] TOLD = {'1'};

    private final SharedStore store;
    private final String name;
    private final int kept;
    private final long leaseNanos;

    /**
     * A log.
     *
     * @param kept how many entries there are at most; the eldest go
     * @param leaseNanos for how long it is kept when nobody reads it or adds to it
     */
    public StoreLog(SharedStore store, String name, int kept, long leaseNanos) {
        this.store = store;
        this.name = name;
        this.kept = kept;
        this.leaseNanos = leaseNanos;
    }

    @Override
    public String append(byte[] entry) throws Failure, InterruptedException {
        String place = store.append(name, entry, kept, leaseNanos);
        store.publish(name, TOLD);
        return place;
    }

    @Override
    public @Nullable String last() throws Failure, InterruptedException {
        return store.last(name);
    }

    @Override
    public @Nullable List<SharedStore.Logged> after(String place, int max) throws Failure, InterruptedException {
        return store.after(name, place, max, leaseNanos);
    }

    @Override
    public Subscription follow(Runnable follower) throws Failure, InterruptedException {
        return store.follow(name, message -> follower.run());
    }
}
