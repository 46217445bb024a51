package io.telpher.engines.redis;

import io.lettuce.core.api.StatefulConnection;
import io.telpher.core.Failure;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is there or is being tried for: until the first success we try, once a second; after that Lettuce
 * reconnects by itself. Whoever wants it while there has been none fails at once.
 *
 * @param <C> the connection
 */
final class Link<C extends StatefulConnection<?, ?>> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.store");
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String store;
    private final Timers timers;
    private final Supplier<C> dial;
    private volatile @Nullable C connection;
    private volatile boolean closed;
    private volatile @Nullable Subscription again;
    private boolean complained;

    /** {@code dial} connects, blocking, or throws. */
    Link(String store, Timers timers, Supplier<C> dial) {
        this.store = store;
        this.timers = timers;
        this.dial = dial;
    }

    /** Connects, or sees to it that it is tried again. Blocking. */
    void open() {
        if (closed) {
            return;
        }
        try {
            C made = dial.get();
            connection = made;
            if (closed) {
                made.close();
            }
        } catch (RuntimeException e) {
            complain(e);
            again = timers.after(
                    AGAIN_NANOS, () -> Thread.ofVirtual().name("store").start(this::open));
        }
    }

    private void complain(Throwable trouble) {
        if (!complained && !closed) {
            complained = true;
            LOG.warn("{}: cannot connect, tried again every second: {}", store, reason(trouble));
        }
    }

    /** The innermost message: those around it repeat the address only. */
    private static String reason(Throwable trouble) {
        Throwable inner = trouble;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
    }

    /** True if there is one, and it is open. */
    boolean isOpen() {
        C known = connection;
        return known != null && known.isOpen();
    }

    /** The connection, open or being opened again. */
    C connection() throws Failure {
        C known = connection;
        if (known == null) {
            throw Failure.upstream(Failure.Kind.REFUSED, true, store + ": not connected yet");
        }
        return known;
    }

    @Override
    public void close() {
        closed = true;
        Subscription timer = again;
        if (timer != null) {
            timer.close();
        }
        C known = connection;
        if (known != null) {
            known.close();
        }
    }
}
