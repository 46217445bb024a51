package io.telpher.app.graph;

import io.telpher.app.CannotStart;
import io.telpher.app.access.AccessLog;
import io.telpher.app.access.AccessLogConfig;
import io.telpher.app.access.Completed;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The access log that is written now, if there is one. It goes on while its configuration stays the same. */
final class AccessLogs implements Consumer<Completed>, AutoCloseable {
    private final Parts parts;
    private @Nullable AccessLogConfig config;
    private volatile @Nullable AccessLog current;

    AccessLogs(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void accept(Completed end) {
        AccessLog on = current;
        if (on != null) {
            on.accept(end);
        }
    }

    /** Opens the log that {@code wanted} asks for, unless it is open. */
    Ready ready(AccessLogConfig wanted) throws CannotStart {
        if (wanted.equals(config)) {
            return Ready.NOTHING;
        }
        AccessLog made = wanted.on()
                ? new AccessLog(wanted, parts.options().state(), parts.waiter(), parts.calendar(), parts.metrics())
                : null;
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
                    parts.loops().afterTurn(() -> Thread.ofVirtual().start(before::close));
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
    void reopen() {
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
