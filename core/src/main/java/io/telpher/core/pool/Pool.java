package io.telpher.core.pool;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import io.telpher.core.Waiter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded number of connections that are lent and given back. The one that was used last is lent first, so that those
 * beyond need grow idle and are closed; who waits is served in turn.
 *
 * <p>For blocking code; the pools of event loops are theirs. Nothing blocks while the lock is held.
 *
 * @param <C> a connection
 */
public final class Pool<C> implements AutoCloseable {
    /** How many may wait at once; further borrowers are refused. */
    public static final int WAITING_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    private final PoolConfig config;
    private final Connector<C> connector;
    private final Timers timers;
    private final Waiter waiter;
    private final Executor closer;

    private final Deque<Idle<C>> idle = new ArrayDeque<>();
    private final Deque<Turn<C>> waiting = new ArrayDeque<>();
    private int open; // idle, lent, and those being opened
    private boolean closed;
    private @Nullable Subscription eviction;

    private record Idle<C>(C connection, long sinceNanos) {}

    /** A place in the pool, with a connection or leave to open one; or, if {@code refused}, none. */
    private record Grant<C>(@Nullable C connection, boolean refused) {
        Grant(@Nullable C connection) {
            this(connection, false);
        }
    }

    /**
     * A borrower's place in the queue. What it is granted is decided under the lock; it is woken, by completing the cell,
     * after that: a thread that an event loop carries runs at once, and must not meet a lock that its waker holds.
     */
    private static final class Turn<C> extends Cell<Boolean> {
        @Nullable
        Grant<C> grant; // guarded by the pool
    }

    /**
     * What a pool holds at one moment.
     *
     * @param open connections, lent or idle or being opened
     * @param idle connections that nobody uses
     * @param waiting borrowers
     */
    public record Stats(int open, int idle, int waiting) {}

    /** An empty pool. {@code closer} runs the closing of connections that grew idle, which may block. */
    public Pool(PoolConfig config, Connector<C> connector, Timers timers, Executor closer) {
        this.config = config;
        this.connector = connector;
        this.timers = timers;
        this.waiter = new Waiter(timers);
        this.closer = closer;
    }

    /**
     * Lends a connection: an idle one, or a new one, or the next that is given back.
     *
     * @throws Failure of kind {@code LIMIT} if none came free in time or the pool is closed
     * @throws Exception what opening throws
     */
    public Lease<C> borrow() throws Exception {
        Grant<C> grant = grant();
        C known = grant.connection;
        if (known != null && works(known)) {
            return new Lease<>(this, known, true);
        }
        return new Lease<>(this, open(), false);
    }

    /** Opens connections until there are as many as always stay. */
    public void warm() throws Exception {
        while (reserve()) {
            giveBack(open());
        }
    }

    private synchronized boolean reserve() {
        if (closed || open >= config.min()) {
            return false;
        }
        open++;
        return true;
    }

    private Grant<C> grant() throws Failure, InterruptedException {
        Turn<C> turn = new Turn<>();
        synchronized (this) {
            Idle<C> last = closed ? null : idle.pollLast();
            if (last != null) {
                return new Grant<>(last.connection);
            }
            if (!closed && open < config.max()) {
                open++;
                return new Grant<>(null);
            }
            if (closed || waiting.size() >= WAITING_MAX) {
                throw refusal(closed ? "the pool is closed" : "too many wait for a connection");
            }
            waiting.add(turn);
        }
        return await(turn);
    }

    private Grant<C> await(Turn<C> turn) throws Failure, InterruptedException {
        try {
            waiter.await(turn, config.maxWait().toNanos());
        } catch (InterruptedException e) {
            Grant<C> granted = leave(turn);
            if (granted != null && !granted.refused) {
                pass(granted);
            }
            throw e;
        }
        Grant<C> granted = leave(turn);
        if (granted == null) {
            throw refusal("no connection came free within " + config.maxWait().toMillis() + " ms");
        }
        if (granted.refused) {
            throw refusal("the pool is closed");
        }
        return granted;
    }

    /** Stops waiting. @return what was granted, or null if the turn had not come */
    private synchronized @Nullable Grant<C> leave(Turn<C> turn) {
        waiting.remove(turn);
        return turn.grant;
    }

    private static Failure refusal(String detail) {
        return new Failure(Failure.Side.LOCAL, Failure.Kind.LIMIT, true, detail);
    }

    private boolean works(C connection) {
        if (!config.testOnBorrow()) {
            return true;
        }
        boolean works = false;
        try {
            works = connector.works(connection);
        } catch (RuntimeException e) {
            LOG.debug("a test on borrow failed", e);
        } catch (Error e) {
            drop(connection);
            throw e;
        }
        if (!works) {
            shut(connection);
        }
        return works;
    }

    /** Opens a connection for a place that we have, or gives the place up. */
    private C open() throws Exception {
        boolean opened = false;
        try {
            C connection = connector.open();
            opened = true;
            return connection;
        } finally {
            if (!opened) {
                pass(new Grant<>(null));
            }
        }
    }

    void giveBack(C connection) {
        pass(new Grant<>(connection));
    }

    void drop(C connection) {
        shut(connection);
        pass(new Grant<>(null));
    }

    /** Passes a place on: to who waits longest, else among the idle, else it is given up. */
    private void pass(Grant<C> grant) {
        C surplus = null;
        Turn<C> next;
        synchronized (this) {
            next = waiting.poll();
            if (next != null) {
                next.grant = grant;
            } else {
                surplus = keep(grant);
            }
        }
        if (next != null) {
            next.complete(true);
        }
        if (surplus != null) {
            shut(surplus);
        }
    }

    /** Puts a connection among the idle, or gives its place up. @return it, if it is to be closed */
    private @Nullable C keep(Grant<C> grant) {
        if (grant.connection == null) {
            open--;
            return null;
        }
        if (closed || idle.size() >= config.maxIdle()) {
            open--;
            return grant.connection;
        }
        idle.addLast(new Idle<>(grant.connection, timers.nanos()));
        watch();
        return null;
    }

    /** Sees to it that somebody looks when the longest idle connection has been so for too long. */
    private void watch() {
        Idle<C> oldest = idle.peekFirst();
        if (eviction == null && oldest != null && open > config.min()) {
            long age = timers.nanos() - oldest.sinceNanos;
            eviction = timers.after(Math.max(0, config.idle().toNanos() - age), this::evict);
        }
    }

    private void evict() {
        List<C> old = new ArrayList<>();
        synchronized (this) {
            eviction = null;
            while (!idle.isEmpty() && open > config.min() && expired(idle.getFirst())) {
                old.add(idle.removeFirst().connection);
                open--;
            }
            if (!closed) {
                watch();
            }
        }
        if (!old.isEmpty()) {
            closer.execute(() -> old.forEach(this::shut));
        }
    }

    private boolean expired(Idle<C> candidate) {
        return timers.nanos() - candidate.sinceNanos >= config.idle().toNanos();
    }

    private void shut(C connection) {
        try {
            connector.close(connection);
        } catch (Exception e) {
            LOG.debug("a connection did not close well", e);
        }
    }

    /** What it holds now. */
    public synchronized Stats stats() {
        return new Stats(open, idle.size(), waiting.size());
    }

    /** Closes what is idle and refuses who waits; what is lent is closed as it comes back. */
    @Override
    public void close() {
        List<C> all = new ArrayList<>();
        List<Turn<C>> refused;
        synchronized (this) {
            closed = true;
            idle.forEach(each -> all.add(each.connection));
            open -= idle.size();
            idle.clear();
            waiting.forEach(turn -> turn.grant = new Grant<>(null, true));
            refused = List.copyOf(waiting);
            waiting.clear();
            if (eviction != null) {
                eviction.close();
            }
        }
        refused.forEach(turn -> turn.complete(true));
        all.forEach(this::shut);
    }
}
