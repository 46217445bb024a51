package io.telpher.app;

import io.telpher.core.Ip;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
        super("cannot listen on " + Ip.text(busy), cause);
        this.busy = busy;
    }

    /** Because a file cannot be used: who has thrown it may know no more than its name. */
    public static CannotStart of(Exception cause) {
        String what = String.valueOf(cause.getMessage());
        return new CannotStart(
                switch (cause) {
                    case AccessDeniedException denied -> "no right to use " + denied.getFile();
                    case NoSuchFileException missing -> "there is no " + missing.getFile();
                    case FileAlreadyExistsException there -> there.getFile() + " is in the way";
                    default -> what;
                },
                cause instanceof FileSystemException ? null : cause);
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
