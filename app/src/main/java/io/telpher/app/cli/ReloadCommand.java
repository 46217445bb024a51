package io.telpher.app.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code telpher reload}: has the Telpher that runs on this machine read its configuration anew, and says what came of it. */
final class ReloadCommand implements Callable<Integer> {
    private final AdminClient admin;
    private final CommandSpec spec =
            Arguments.command("reload", this, "Have the Telpher that runs here read its configuration anew.");

    ReloadCommand(Terminal terminal) {
        admin = AdminClient.of(terminal, spec);
        spec.usageMessage().footer("", "Exit code 1 if it refuses: the older configuration then goes on serving.");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return admin.tell("POST", "/reload", "");
    }
}
