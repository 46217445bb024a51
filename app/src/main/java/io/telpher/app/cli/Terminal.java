package io.telpher.app.cli;

import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out for what was asked for
 * @param err for everything else
 * @param coloured true if people read it on a terminal
 */
public record Terminal(PrintStream out, PrintStream err, boolean coloured) {

    /** The streams of the process. Colours only on a terminal and only if NO_COLOR (no-color.org) is not set. */
    @SuppressWarnings("SystemConsoleNull") // JDK 25 gives null again where nobody sits before it
    public static Terminal ofProcess() {
        String refused = System.getenv("NO_COLOR");
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new Terminal(System.out, System.err, terminal && (refused == null || refused.isEmpty()));
    }
}
