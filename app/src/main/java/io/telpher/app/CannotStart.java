package io.telpher.app;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A start that failed for a reason outside the program: a busy port, a missing right, an unreadable certificate. */
public final class CannotStart extends Exception {
    private final transient @Nullable InetSocketAddress busy;

    /** For a reason in words. */
    public CannotStart(String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.busy = null;
    }

    private CannotStart(InetSocketAddress busy, Throwable cause) {
        super("cannot listen on " + busy, cause);
        this.busy = busy;
    }

    /** Because somebody else listens there. The command line finds out who. */
    public static CannotStart busy(InetSocketAddress address, Throwable cause) {
        return new CannotStart(address, cause);
    }

    /** The address at which somebody else listens, or null if that is not the reason. */
    public @Nullable InetSocketAddress busyAddress() {
        return busy;
    }
}
