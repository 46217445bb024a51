package io.telpher.app.cli;

import io.telpher.app.CannotStart;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;

/** What a failed command says, and its exit code. */
public final class Failures {
    private Failures() {}

    static int tell(Exception failure, Terminal terminal) {
        if (failure instanceof CannotStart reason) {
            terminal.err().println("telpher: cannot start: " + words(reason));
            return ExitCode.CANNOT_START;
        }
        if (failure instanceof FileSystemException file) {
            terminal.err().println("telpher: " + words(CannotStart.of(file)));
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

    static String busy(InetSocketAddress address) {
        String who = PortHolder.of(address.getPort())
                .map(holder -> "by pid " + holder.pid() + " (" + holder.command() + ")")
                .orElse("by a process that we may not see; `sudo ss -ltnp 'sport = :" + address.getPort()
                        + "'` names it");
        return "port " + address.getPort() + " is in use " + who + ": stop that, or take another port";
    }
}
