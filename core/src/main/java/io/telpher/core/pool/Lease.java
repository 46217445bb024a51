package io.telpher.core.pool;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection that is lent. Closing gives it back, {@link #discard} has it closed; whichever comes first counts, so that
 * nobody gives back twice. Belongs to one thread at a time.
 *
 * @param <C> a connection
 */
public final class Lease<C> implements AutoCloseable {
    private final Pool<C> pool;
    private final C connection;
    private final boolean reused;
    private final AtomicBoolean over = new AtomicBoolean();

    Lease(Pool<C> pool, C connection, boolean reused) {
        this.pool = pool;
        this.connection = connection;
        this.reused = reused;
    }

    /** The connection. @throws IllegalStateException if it was given back: somebody else has it */
    public C connection() {
        if (over.get()) {
            throw new IllegalStateException("the connection was given back");
        }
        return connection;
    }

    /** True if it had served before. */
    public boolean reused() {
        return reused;
    }

    /** Gives the connection back for others to use. */
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            pool.giveBack(connection);
        }
    }

    /** Has the connection closed, because it is broken or in a state that nobody knows. */
    public void discard() {
        if (over.compareAndSet(false, true)) {
            pool.drop(connection);
        }
    }
}
