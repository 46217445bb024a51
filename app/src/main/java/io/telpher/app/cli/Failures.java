package io.telpher.app.cli;

import io.telpher.app.CannotStart;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What a failed command says, and its exit code. */
public final class Failures {
    private Failures() {}

    static int tell(Exception failure, Terminal terminal) {
        if (failure instanceof CannotStart reason) {
            terminal.err().println("telpher: cannot start: " + words(reason));
            return ExitCode.CANNOT_START;
        }
        if (failure instanceof FileSystemException file) {
            terminal.err().println("telpher: " + words(file));
            return ExitCode.CANNOT_START;
        }
        terminal.err().println("telpher: this is a bug, please report it:");
        failure.printStackTrace(terminal.err());
        return ExitCode.BUG;
    }

    /** Why something could not start, for people; names who holds a busy port. */
    public static String words(CannotStart reason) {
        InetSocketAddress busy = reason.busyAddress();
        if (busy != null) {
            return busy(busy);
        }
        String what = String.valueOf(reason.getMessage());
        String why = reason.getCause() == null ? null : reason.getCause().getMessage();
        return why == null || what.contains(why) ? what : what + ": " + why;
    }

    /** Which file, and what is the matter with it. */
    private static String words(FileSystemException file) {
        String why = file instanceof NoSuchFileException
                ? "there is no such file"
                : file instanceof AccessDeniedException ? "it may not be opened" : String.valueOf(file.getReason());
        return file.getFile() + ": " + why;
    }

    static String busy(InetSocketAddress address) {
        String who = PortHolder.of(address.getPort())
                .map(holder -> "by pid " + holder.pid() + " (" + holder.command() + ")")
                .orElse("by a process that we may not see; `sudo ss -ltnp 'sport = :" + address.getPort()
                        + "'` names it");
        return "port " + address.getPort() + " is in use " + who + ": stop that, or take another port";
    }
}
