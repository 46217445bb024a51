package io.telpher.app.access;

import io.telpher.app.CannotStart;
import io.telpher.app.reload.Ready;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The access log that is written now, if there is one. It goes on while its configuration stays the same. */
public final class AccessLogs implements Consumer<Completed>, AutoCloseable {
    private final Path state;
    private final Waiter waiter;
    private final InstantSource calendar;
    private final Metrics metrics;
    private final Consumer<Runnable> afterTurn;
    private @Nullable AccessLogConfig config;
    private volatile @Nullable AccessLog current;

    /**
     * Nothing is written yet.
     *
     * @param state where files are whose names are not absolute
     * @param afterTurn runs something when every event loop has ended what it was at
     */
    public AccessLogs(
            Path state, Waiter waiter, InstantSource calendar, Metrics metrics, Consumer<Runnable> afterTurn) {
        this.state = state;
        this.waiter = waiter;
        this.calendar = calendar;
        this.metrics = metrics;
        this.afterTurn = afterTurn;
    }

    @Override
    public void accept(Completed end) {
        AccessLog on = current;
        if (on != null) {
            on.accept(end);
        }
    }

    /** Opens the log that {@code wanted} asks for, unless it is open. */
    public Ready ready(AccessLogConfig wanted) throws CannotStart {
        if (wanted.equals(config)) {
            return Ready.NOTHING;
        }
        AccessLog made = wanted.on() ? new AccessLog(wanted, state, waiter, calendar, metrics) : null;
        try {
            if (made != null) {
                made.start();
            }
        } catch (IOException e) {
            throw new CannotStart("the access log cannot be written: " + e, e);
        }
        return new Ready() {
            @Override
            public void take() {
                AccessLog before = current;
                current = made;
                config = wanted;
                if (before != null) { // some loop may be about to write to it
                    afterTurn.accept(() -> Thread.ofVirtual().start(before::close));
                }
            }

            @Override
            public void undo() {
                if (made != null) {
                    made.close();
                }
            }
        };
    }

    /** Opens the log's file anew. */
    public void reopen() {
        AccessLog on = current;
        if (on != null) {
            on.reopen();
        }
    }

    @Override
    public void close() {
        AccessLog on = current;
        if (on != null) {
            on.close();
        }
    }
}
