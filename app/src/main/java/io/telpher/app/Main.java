package io.telpher.app;

import io.telpher.app.cli.CommandLines;
import io.telpher.app.cli.Lifetime;
import io.telpher.app.cli.Terminal;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] words) {
        CommandLines commands = new CommandLines(Terminal.ofProcess(), new Unwired(), Lifetime.untilSignal());
        System.exit(commands.execute(words));
    }
}
