package io.telpher.app.graph;

import io.telpher.app.CannotStart;
import io.telpher.app.alert.AlertConfig;
import io.telpher.app.reload.Ready;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Whom alerts are posted to now, if there is somebody. */
final class AlertPost implements AutoCloseable {
    private final Parts parts;
    private @Nullable UrlClient current;

    AlertPost(Parts parts) {
        this.parts = parts;
    }

    /** Gets ready for another webhook, or none. The file of the secret is read anew, so that it can be changed. */
    Ready ready(@Nullable AlertConfig wanted) throws CannotStart {
        UrlClient made = null;
        Runnable telling;
        try {
            made = wanted == null
                    ? null
                    : new UrlClient(wanted.webhook(), wanted.tls(), wanted.timeout(), parts.loops(), parts.calendar());
            telling = parts.alerts().telling(wanted, made);
        } catch (IOException e) {
            if (made != null) {
                made.close();
            }
            throw new CannotStart("alerts cannot be sent: " + e.getMessage(), e);
        }
        UrlClient next = made;
        return new Ready() {
            @Override
            public void take() {
                telling.run();
                close();
                current = next;
            }

            @Override
            public void undo() {
                if (next != null) {
                    next.close();
                }
            }
        };
    }

    @Override
    public void close() {
        UrlClient before = current;
        current = null;
        if (before != null) {
            before.close();
        }
    }
}
