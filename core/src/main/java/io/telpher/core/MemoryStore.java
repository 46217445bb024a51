package io.telpher.core;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shared store of a process that shares with nobody: values in memory, followers called by whoever publishes. It is what
 * policies use until a real store is configured, and never waits.
 *
 * <p>It holds at most so many bytes, keys and a share for bookkeeping counted, and some logs. A value that finds no room is refused with a
 * failure of the local side, as by a Redis without room: to drop another's lease instead would break what it promised.
 */
public final class MemoryStore implements SharedStore {
    /** What a value takes beside its key and itself. */
    static final int ENTRY_BYTES = 96;

    /** How many values each write looks at for leases that are over, and one that finds no room. */
    private static final int LOOKED_AT = 4;

    private static final int LOOKED_AT_WHEN_FULL = 1024;
    private static final long DEFAULT_BYTES = 64L << 20;
    private static final int MAX_FOLLOWERS = 100_000;

    private static final class Entry {
        private final byte[] value;
        private final long bytes;
        private final long endNanos;

        private Entry(String key, byte[] value, long endNanos) {
            this.value = value.clone();
            this.bytes = 2L * key.length() + value.length + ENTRY_BYTES;
            this.endNanos = endNanos;
        }
    }

    private final Ticker ticker;
    private final long maxBytes;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, List<Consumer<byte[]>>> topics = new ConcurrentHashMap<>();
    private final MemoryLogs logs;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong followers = new AtomicLong();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private Iterator<Map.Entry<String, Entry>> sweep = entries.entrySet().iterator();

    /** An empty store of at most 64 MiB. */
    public MemoryStore(Ticker ticker) {
        this(ticker, DEFAULT_BYTES);
    }

    /** An empty store of at most so many bytes. */
    public MemoryStore(Ticker ticker, long maxBytes) {
        this.ticker = ticker;
        this.maxBytes = maxBytes;
        this.logs = new MemoryLogs(ticker);
    }

    @Override
    public byte @Nullable [] read(String key) {
        Entry entry = live(key);
        return entry == null ? null : entry.value.clone();
    }

    @Override
    public void put(String key, byte[] value, long leaseNanos) throws Failure {
        Entry made = room(key, value, leaseNanos);
        Entry old = entries.put(key, made);
        if (old != null) {
            bytes.addAndGet(-old.bytes);
        }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] value, long leaseNanos) throws Failure {
        if (live(key) != null) {
            return false;
        }
        Entry made = room(key, value, leaseNanos);
        boolean done = entries.putIfAbsent(key, made) == null;
        if (!done) {
            bytes.addAndGet(-made.bytes);
        }
        return done;
    }

    @Override
    public boolean replace(String key, byte[] expected, byte[] value, long leaseNanos) throws Failure {
        Entry old = live(key);
        if (old == null || !Arrays.equals(old.value, expected)) {
            return false;
        }
        Entry made = room(key, value, leaseNanos);
        boolean done = entries.replace(key, old, made);
        bytes.addAndGet(done ? -old.bytes : -made.bytes);
        return done;
    }

    @Override
    public boolean remove(String key, byte[] expected) {
        Entry old = live(key);
        return old != null && Arrays.equals(old.value, expected) && drop(key, old);
    }

    @Override
    public void publish(String topic, byte[] message) {
        for (Consumer<byte[]> follower : topics.getOrDefault(topic, List.of())) {
            follower.accept(message.clone());
        }
    }

    @Override
    public Subscription follow(String topic, Consumer<byte[]> follower) throws Failure {
        if (followers.incrementAndGet() > MAX_FOLLOWERS) {
            followers.decrementAndGet();
            throw new Failure(Failure.Side.LOCAL, Failure.Kind.LIMIT, true, MAX_FOLLOWERS + " follow topics already");
        }
        // A wrapper of its own, so that the same follower may follow twice and leave once.
        Consumer<byte[]> own = message -> follower.accept(message);
        topics.compute(topic, (name, all) -> {
            List<Consumer<byte[]>> known = all == null ? new CopyOnWriteArrayList<>() : all;
            known.add(own);
            return known;
        });
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                leave(topic, own);
            }
        };
    }

    private void leave(String topic, Consumer<byte[]> follower) {
        followers.decrementAndGet();
        topics.computeIfPresent(topic, (name, all) -> {
            all.remove(follower);
            return all.isEmpty() ? null : all;
        });
    }

    @Override
    public String append(String log, byte[] entry, int kept, long leaseNanos) throws Failure {
        return logs.append(log, entry, kept, leaseNanos);
    }

    @Override
    public @Nullable String last(String log) {
        return logs.last(log);
    }

    @Override
    public @Nullable List<Logged> after(String log, String place, int max, long leaseNanos) {
        return logs.after(log, place, max, leaseNanos);
    }

    /** How many values are held, those included whose lease is over and that nobody has come by since. */
    public int size() {
        return entries.size();
    }

    /** How many bytes are held. */
    public long bytes() {
        return bytes.get();
    }

    private @Nullable Entry live(String key) {
        Entry entry = entries.get(key);
        if (entry == null || entry.endNanos - ticker.nanos() > 0) {
            return entry;
        }
        drop(key, entry);
        return null;
    }

    private boolean drop(String key, Entry entry) {
        boolean done = entries.remove(key, entry);
        if (done) {
            bytes.addAndGet(-entry.bytes);
        }
        return done;
    }

    /** Makes an entry for which there is room. */
    private Entry room(String key, byte[] value, long leaseNanos) throws Failure {
        Entry made = new Entry(key, value, ticker.nanos() + leaseNanos);
        sweep(LOOKED_AT);
        if (bytes.addAndGet(made.bytes) > maxBytes) {
            sweep(LOOKED_AT_WHEN_FULL);
        }
        if (bytes.get() > maxBytes) {
            bytes.addAndGet(-made.bytes);
            throw new Failure(
                    Failure.Side.LOCAL,
                    Failure.Kind.LIMIT,
                    true,
                    "the store in memory is full: " + maxBytes + " bytes");
        }
        return made;
    }

    /** Lets go of values whose lease is over; each call goes on where the last one stopped. */
    private void sweep(int count) {
        if (!sweeping.compareAndSet(false, true)) {
            return;
        }
        for (int i = 0; i < count; i++) {
            if (!sweep.hasNext()) {
                sweep = entries.entrySet().iterator();
                if (!sweep.hasNext()) {
                    break;
                }
            }
            Map.Entry<String, Entry> next = sweep.next();
            if (next.getValue().endNanos - ticker.nanos() <= 0) {
                drop(next.getKey(), next.getValue());
            }
        }
        sweeping.set(false);
    }
}
