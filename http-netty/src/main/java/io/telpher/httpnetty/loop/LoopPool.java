package io.telpher.httpnetty.loop;

import io.telpher.httpnetty.ClientSettings;
import io.telpher.net.Loop;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The connections of one loop to one endpoint that are not in use: the last one given back is the first one taken. */
final class LoopPool {
    /** How long a connection beyond {@code idleMax} may stay: bursts do not make it come and go. */
    static final long SURPLUS_NANOS = 1_000_000_000L;

    /** For how long a connection is not yet idle that came back. */
    private static final long FRESH_NANOS = 20_000_000L;

    /**
     * Calls of the same loop come first, since a connection cannot change its loop: it would be closed and another made. Now
     * and then it is, so that no loop or endpoint waits for ever.
     */
    private static final int GIVEN_AWAY_EACH = 64;

    private final Loop loop;
    private final ClientContext context;
    private final AtomicInteger idleOfEndpoint;
    private final ArrayDeque<ClientConnection> idle = new ArrayDeque<>();
    private int given; // to somebody who waited
    private boolean looking; // before long, whether one has to go
    private boolean closed;

    LoopPool(Loop loop, ClientContext context, AtomicInteger idleOfEndpoint) {
        this.loop = loop;
        this.context = context;
        this.idleOfEndpoint = idleOfEndpoint;
    }

    Loop loop() {
        return loop;
    }

    ClientContext context() {
        return context;
    }

    ClientSettings settings() {
        return context.settings();
    }

    @Nullable
    ClientConnection take() {
        ClientConnection connection = idle.pollLast();
        if (connection != null) {
            idleOfEndpoint.decrementAndGet();
        }
        return connection;
    }

    /** Gives a connection back, for the next call or for later. */
    void give(ClientConnection connection) {
        PoolLimits limits = context.limits();
        if (closed) {
            connection.close();
            return;
        }
        if (limits.anyoneWaiting()) {
            ClientCall own = ++given % GIVEN_AWAY_EACH == 0 ? null : limits.nextWaiting(this);
            ClientCall next = own != null ? own : limits.nextWaiting();
            if (next != null && next.uses(this)) {
                next.use(connection, true);
                return;
            }
            if (next != null) {
                connection.close();
                next.tryAgain();
                return;
            }
        }
        idle.addLast(connection);
        boolean surplus = idleOfEndpoint.incrementAndGet() > settings().pool().idleMax();
        connection.rest(surplus);
    }

    /** A connection that was idle is gone. */
    void lost(ClientConnection connection) {
        if (idle.remove(connection)) {
            idleOfEndpoint.decrementAndGet();
        }
    }

    /**
     * Closes one that is not in use: somebody else needs its place. What came back just now is left alone for a moment, for
     * under load it is taken again at once, and who waits gets what comes back in his own loop. Any thread.
     */
    void yieldOne() {
        loop.execute(this::yieldIfIdle);
    }

    private void yieldIfIdle() {
        ClientConnection oldest = idle.peekFirst();
        if (oldest == null || looking || !context.limits().anyoneWaiting()) {
            return;
        }
        long fresh = oldest.restsSinceNanos() + FRESH_NANOS - loop.nanos();
        if (fresh <= 0) {
            idle.removeFirst();
            idleOfEndpoint.decrementAndGet();
            oldest.close();
        }
        looking = true;
        loop.after(
                Math.max(fresh, FRESH_NANOS),
                () -> { // whether more have to go
                    looking = false;
                    yieldIfIdle();
                });
    }

    /** Closes everything that is not in use, and whatever comes back. Any thread. */
    void close() {
        context.limits().remove(this);
        loop.execute(() -> {
            closed = true;
            ClientConnection connection;
            while ((connection = idle.pollLast()) != null) {
                idleOfEndpoint.decrementAndGet();
                connection.close();
            }
        });
    }
}
