package io.telpher.app;

import io.telpher.app.cli.CommandLines;
import io.telpher.app.cli.Lifetime;
import io.telpher.app.cli.Terminal;
import io.telpher.app.graph.Rooms;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] words) {
        CommandLines commands = new CommandLines(Terminal.ofProcess(), new Rooms(), Lifetime.untilSignal());
        System.exit(commands.execute(words));
    }
}
