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

    private final Loop loop;
    private final ClientContext context;
    private final AtomicInteger idleOfEndpoint;
    private final ArrayDeque<ClientConnection> idle = new ArrayDeque<>();
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
            ClientCall next = limits.nextWaiting();
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

    /** Closes one that is not in use: somebody else needs its place. Any thread. */
    void yieldOne() {
        loop.execute(() -> {
            ClientConnection oldest = idle.pollFirst();
            if (oldest != null) {
                idleOfEndpoint.decrementAndGet();
                oldest.close();
            }
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
