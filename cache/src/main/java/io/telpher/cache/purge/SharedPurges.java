package io.telpher.cache.purge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.telpher.cache.purge.PurgeMemory.Known;
import io.telpher.cache.store.Purge;
import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.SharedLog;
import io.telpher.core.SharedStore;
import io.telpher.core.StoreLog;
import io.telpher.core.Subscription;
import io.telpher.core.Ticker;
import io.telpher.core.Waiter;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Purges that several nodes do alike. Each is an entry of a log that they share; every node reads the log from
 * where it was, when it is told and four times a second, also after it was away. A node that has not read it for a
 * second does not know what was purged, and one whose place is not in the log any more never will: it trusts nothing that it
 * held then.
 */
public final class SharedPurges implements Purging, AutoCloseable {
    /** How long after a purge anything may be served that it names. */
    public static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(1);

    static final String LOG = "cache:purges";
    static final int KEPT = 10_000;
    static final int PENDING_MAX = 1_000;
    private static final long LEASE_NANOS = TimeUnit.DAYS.toNanos(30);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int BATCH = 1_000;
    /** So many purges are one entry of the log at most, each a line. */
    private static final int LINES = 100;

    private static final String BEGIN = "begin";

    private final SharedLog log;
    private final CacheStores stores;
    private final PurgeMemory memory;
    private final String node;
    private final boolean serves;
    private final Waiter waiter;
    private final PurgeEvents events;
    private final Pending pending;
    private final ReentrantLock turns = new ReentrantLock();
    private volatile Sight sight;
    private volatile Cell<Boolean> told = new Cell<>();
    private volatile boolean closed;
    private Known written;
    private @Nullable String place;
    private @Nullable Subscription topic;
    private boolean doubtTold;

    /**
     * What is seen of the log.
     *
     * @param ever false until it was read once
     * @param readNanos when it was read last
     * @param failed true if it could not be read the last time
     * @param triedNanos when that was
     * @param before what was stored until then is not trusted
     */
    private record Sight(boolean ever, long readNanos, boolean failed, long triedNanos, long before) {}

    /**
     * A node that has not begun.
     *
     * @param node a name that no other process has or had
     * @param serves true if it goes on serving what it has while the log cannot be read
     */
    public SharedPurges(
            SharedLog log,
            CacheStores stores,
            PurgeMemory memory,
            String node,
            boolean serves,
            Waiter waiter,
            PurgeEvents events) {
        this.log = log;
        this.stores = stores;
        this.memory = memory;
        this.node = node;
        this.serves = serves;
        this.waiter = waiter;
        this.events = events;
        this.written = memory.read();
        this.place = written.place();
        this.pending = new Pending(written.pending());
        this.sight = new Sight(false, 0, false, 0, written.untrustedBefore());
    }

    /** The log in a store. */
    public static SharedLog log(SharedStore store) {
        return new StoreLog(store, LOG, KEPT, LEASE_NANOS);
    }

    /** Follows the log from now on, on a thread of its own. */
    public void start(Executor threads) {
        stores.settle();
        stores.share(this);
        threads.execute(this::run);
    }

    private void run() {
        try {
            while (!closed) {
                Cell<Boolean> next = new Cell<>();
                told = next; // before we look, so that what comes meanwhile makes us look again
                turn();
                waiter.await(next, POLL_NANOS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // === who asks ===

    /** What was stored until this moment is not trusted now. */
    long untrustedBefore() {
        Sight seen = sight;
        long now = ticker().nanos();
        if (seen.ever && now - seen.readNanos <= DOUBT_NANOS) {
            return seen.before;
        }
        boolean away = seen.failed && now - seen.triedNanos <= DOUBT_NANOS; // the store is, and not we
        return away && serves ? seen.before : Trust.NONE;
    }

    /** True if nobody knows now whether what is stored was purged. */
    public boolean doubts() {
        Sight seen = sight;
        return !seen.ever || ticker().nanos() - seen.readNanos > DOUBT_NANOS;
    }

    /** How many purges the others do not know of. */
    public int pending() {
        return pending.size();
    }

    private Ticker ticker() {
        return waiter.ticker();
    }

    @Override
    public Purged purge(Purge what) throws InterruptedException {
        Pending.One one = pending.add(text(what, false), node);
        remember(); // first: if we die now it is sent later, and comes back to us
        long entries = stores.remove(what);
        turn();
        return new Purged(entries, pending.sent(one) ? Reach.EVERYWHERE : Reach.LATER, stores.shared());
    }

    /** {@link Changes#changed} */
    void changed(Collection<Purge> wrong, Runnable here) throws InterruptedException {
        List<String> texts = wrong.stream().map(each -> text(each, true)).toList();
        here.run();
        Cell<Boolean> last = new Cell<>();
        for (String each : texts) {
            last = pending.add(each, node).told();
        }
        events.changed(texts.size());
        told.complete(true);
        if (!texts.isEmpty() && !closed && !sight.failed) {
            waiter.await(last, DOUBT_NANOS);
        }
    }

    private String text(Purge what, boolean changed) {
        return new PurgeText(node, stores.points().purging(what, stores.nowMillis()), what, changed).text();
    }

    // === a turn ===

    /** Sends what waits and reads what has come. */
    void turn() throws InterruptedException {
        turns.lockInterruptibly();
        try {
            if (!closed) {
                exchange();
            }
        } finally {
            turns.unlock();
        }
    }

    private void exchange() throws InterruptedException {
        long began = ticker().nanos();
        try {
            listen();
            send();
            began = ticker().nanos();
            read();
            sight = new Sight(true, began, false, began, sight.before);
            if (doubtTold) {
                doubtTold = false;
                events.sure();
            }
        } catch (Failure failure) {
            Sight seen = sight;
            sight = new Sight(seen.ever, seen.readNanos, true, ticker().nanos(), seen.before);
            pending.failed();
            if (doubts() && !doubtTold) {
                doubtTold = true;
                events.doubt(String.valueOf(failure.getMessage()));
            }
        }
        remember();
    }

    private void listen() throws Failure, InterruptedException {
        if (topic == null) {
            topic = log.follow(() -> told.complete(true));
        }
    }

    private void send() throws Failure, InterruptedException {
        int count = 0;
        for (List<Pending.One> next = pending.first(LINES); !next.isEmpty(); next = pending.first(LINES)) {
            String lines = next.stream().map(Pending.One::text).collect(Collectors.joining("\n"));
            log.append(lines.getBytes(UTF_8));
            pending.done(next);
            count += next.size();
        }
        if (count > 0) {
            events.sent(count);
        }
    }

    private void read() throws Failure, InterruptedException {
        String from = place;
        if (from == null) {
            from = skip("this node follows the others' purges from now on");
        }
        List<SharedStore.Logged> entries;
        do {
            entries = log.after(from, BATCH);
            if (entries == null) {
                from = skip("the log of purges does not reach back to where this node was");
                entries = log.after(from, BATCH);
            }
            for (SharedStore.Logged each : entries == null ? List.<SharedStore.Logged>of() : entries) {
                for (String line : new String(each.entry(), UTF_8).split("\n", -1)) {
                    apply(line, each.place());
                }
                from = each.place();
            }
            place = from;
        } while (entries != null && entries.size() == BATCH);
    }

    /** Goes to the log's end. Nobody knows what stood before it: nothing that is held is trusted any more. */
    private String skip(String why) throws Failure, InterruptedException {
        String end = log.last();
        if (end == null) {
            end = log.append(BEGIN.getBytes(UTF_8));
        }
        Sight seen = sight;
        sight = new Sight(seen.ever, seen.readNanos, seen.failed, seen.triedNanos, stores.nowMillis());
        stores.points().skipped(end, stores.nowMillis());
        events.missed(why);
        place = end;
        return end;
    }

    private void apply(String text, String at) {
        if (text.equals(BEGIN)) {
            return;
        }
        PurgeText told = PurgeText.of(text);
        Purge purge = told.purge();
        stores.points().read(purge, at, stores.nowMillis()); // first: what is asked from now on is told apart
        long entries = stores.remove(purge); // ours again: until now a cache nearer to the origin could not know of it
        if (told.node().equals(node)) {
            stores.points().back(purge, told.ticket());
        } else {
            events.came(purge, told.changed(), entries);
        }
    }

    /** Writes what the next process must know, if that is something else than before. */
    private synchronized void remember() {
        Known now = new Known(place, sight.before, stores.names(), pending.texts());
        if (now.equals(written)) {
            return;
        }
        try {
            memory.write(now);
            written = now;
        } catch (IOException e) {
            events.unwritten(String.valueOf(e.getMessage()));
        }
    }

    /** Tells nobody any more. What waits is sent by whoever comes next. */
    @Override
    public void close() {
        closed = true;
        told.complete(true);
        turns.lock();
        try {
            Subscription following = topic;
            if (following != null) {
                following.close();
            }
            remember();
        } finally {
            turns.unlock();
        }
    }
}
