package io.telpher.cache.aside;

import io.telpher.core.Failure;
import io.telpher.core.Filter;
import io.telpher.core.Service;
import io.telpher.core.SharedStore;
import io.telpher.core.Waiter;
import io.telpher.resilience.coalesce.CoalesceEvents;
import io.telpher.resilience.coalesce.CoalesceLimits;
import io.telpher.resilience.coalesce.Coalescing;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache of values in a store that nodes may share, before whatever they are read from and written to. As a filter it is
 * cache-aside: {@code aside.then(database::read)} looks in the store, and loads what is not there, once for all who ask.
 * {@link #write} is write-through.
 *
 * <p>Which value stays is decided by marks. A load puts a mark where nothing stands, and its value in that mark's place only:
 * a write in between has put its own. A write marks, writes to what is behind, and puts its value in the place of its mark;
 * if another write has touched it meanwhile nobody knows which came last, and it is emptied. So whoever dies leaves a mark
 * that ends with its lease, never the value that was before.
 *
 * <p>What is left: between two writes' reaching the database and the later one's telling the store the other's value may be
 * read, and if that writer dies just there, until it ends; likewise what is written while the store is away, or past this
 * class. No value outlives its time.
 *
 * @param <K> what values are asked for by
 * @param <V> values, which must not change
 */
public final class Aside<K, V> implements Filter<K, V> {
    private static final long LOOK_NANOS = 20_000_000L;

    private final SharedStore store;
    private final Function<K, String> name;
    private final ValueCodec<V> codec;
    private final AsideLimits limits;
    private final Waiter waiter;
    private final Supplier<String> ids;
    private final DoubleSupplier random;
    private final AsideEvents events;
    private final Coalescing<K, V> once;

    /**
     * A cache in a store.
     *
     * @param name the key in the store, with a beginning that no other use of the store has
     * @param threads starts a (virtual) thread for each load
     * @param ids gives an id that nobody has had, for each load and write
     * @param random 0 to 1, for the spread of times to live
     */
    public Aside(
            SharedStore store,
            Function<K, String> name,
            ValueCodec<V> codec,
            AsideLimits limits,
            Waiter waiter,
            Executor threads,
            Supplier<String> ids,
            DoubleSupplier random,
            AsideEvents events) {
        this.store = store;
        this.name = name;
        this.codec = codec;
        this.limits = limits;
        this.waiter = waiter;
        this.ids = ids;
        this.random = random;
        this.events = events;
        this.once = new Coalescing<>(
                new Values<>(),
                this::asked,
                waiter,
                threads,
                new CoalesceLimits(limits.leaseNanos(), limits.bytesMax()),
                new Joined(events));
    }

    /** What is asked for by several at once: always something, though coalescing allows for nothing. */
    private @Nullable String asked(K key) {
        return name.apply(key);
    }

    private record Joined(AsideEvents events) implements CoalesceEvents {
        @Override
        public void played(Role role) {
            if (role == Role.JOINED) {
                events.joined();
            }
        }

        @Override
        public void begunAnew() {}
    }

    /** Writes to what stands behind the cache. */
    @FunctionalInterface
    public interface Writing {
        /** Writes; an exception says that nobody knows whether it has. */
        void run() throws Exception;
    }

    /** The value of a key: the one that is kept, or else what {@code next} answers. */
    @Override
    public V call(K key, Service<K, V> next) throws Exception {
        try {
            V kept = value(store.read(name.apply(key)));
            if (kept != null) {
                events.hit();
                return kept;
            }
        } catch (Failure away) {
            events.storeAway(away);
        }
        return once.call(key, one -> load(one, next));
    }

    private @Nullable V value(byte @Nullable [] stored) {
        if (stored == null || Slot.of(stored) != Slot.VALUE) {
            return null;
        }
        try {
            return codec.decode(Slot.content(stored));
        } catch (IOException e) {
            return null; // another version's
        }
    }

    private V load(K key, Service<K, V> next) throws Exception {
        String at = name.apply(key);
        byte[] mark = Slot.LOADING.mark(ids.get());
        long end = waiter.ticker().nanos() + limits.waitNanos();
        try {
            while (true) {
                byte[] seen = store.read(at);
                V kept = value(seen);
                if (kept != null) {
                    events.joined();
                    return kept;
                }
                if (claimed(at, seen, mark)) {
                    break;
                }
                boolean written = seen != null && Slot.of(seen) == Slot.WRITING;
                if (written || end - waiter.ticker().nanos() <= 0) {
                    return loaded(key, next); // for this call only
                }
                waiter.sleep(LOOK_NANOS);
            }
        } catch (Failure away) {
            events.storeAway(away);
            return loaded(key, next);
        }
        return fill(at, mark, key, next);
    }

    private boolean claimed(String at, byte @Nullable [] seen, byte[] mark) throws Failure, InterruptedException {
        if (seen == null) {
            return store.putIfAbsent(at, mark, limits.leaseNanos());
        }
        Slot slot = Slot.of(seen);
        return (slot == Slot.GONE || slot == Slot.VALUE) // a value that cannot be read
                && store.replace(at, seen, mark, limits.leaseNanos());
    }

    private V loaded(K key, Service<K, V> next) throws Exception {
        events.loaded();
        return next.call(key);
    }

    private V fill(String at, byte[] mark, K key, Service<K, V> next) throws Exception {
        byte[] content = null;
        try {
            V value = loaded(key, next);
            content = codec.encode(value);
            return value;
        } finally {
            try {
                if (content == null || content.length > limits.bytesMax()) {
                    store.remove(at, mark);
                } else {
                    store.replace(at, mark, Slot.VALUE.with(content), ttlNanos());
                }
            } catch (Failure away) {
                events.storeAway(away); // the mark ends with its lease
            }
        }
    }

    private long ttlNanos() {
        return Math.max(1, (long) (limits.ttlNanos() * (1 - limits.spread() * random.getAsDouble())));
    }

    /** Writes a value: first to what is behind, then into the cache. An exception is that of {@code backing}. */
    public void write(K key, V value, Writing backing) throws Exception {
        change(key, Slot.VALUE.with(codec.encode(value)), backing);
    }

    /** Removes a value, or changes it in a way that only the next load tells: afterwards nothing is kept. */
    public void invalidate(K key, Writing backing) throws Exception {
        change(key, null, backing);
    }

    private void change(K key, byte @Nullable [] stored, Writing backing) throws Exception {
        String at = name.apply(key);
        byte[] mark = Slot.WRITING.mark(ids.get());
        try {
            store.put(at, mark, limits.leaseNanos());
        } catch (Failure away) {
            events.storeAway(away);
        }
        byte[] kept = null;
        try {
            backing.run();
            kept = stored;
        } finally {
            settle(at, mark, kept);
        }
    }

    private void settle(String at, byte[] mark, byte @Nullable [] kept) throws InterruptedException {
        try {
            boolean told =
                    kept != null && kept.length <= limits.bytesMax() && store.replace(at, mark, kept, ttlNanos());
            if (!told) {
                store.put(at, Slot.GONE.mark(ids.get()), limits.leaseNanos());
            }
        } catch (Failure away) {
            events.storeAway(away);
        }
    }
}
