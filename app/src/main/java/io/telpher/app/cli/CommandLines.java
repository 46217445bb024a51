package io.telpher.app.cli;

import io.telpher.app.Composition;
import io.telpher.app.Configuration;
import io.telpher.core.config.JsonSchema;
import io.telpher.core.config.Reference;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** The whole command line. */
public final class CommandLines {
    private final Terminal terminal;
    private final Composition composition;
    private final Lifetime lifetime;

    public CommandLines(Terminal terminal, Composition composition, Lifetime lifetime) {
        this.terminal = terminal;
        this.composition = composition;
        this.lifetime = lifetime;
    }

    /** Does what the words say. @return the exit code */
    public int execute(String... words) {
        CommandLine root = new CommandLine(root());
        root.setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()));
        root.setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()));
        root.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.coloured() ? Ansi.ON : Ansi.OFF));
        root.setExecutionExceptionHandler((failure, command, parsed) -> Failures.tell(failure, terminal));
        int code = root.execute(words);
        terminal.out().flush();
        return code;
    }

    private CommandSpec root() {
        CommandSpec root = Arguments.command(
                "telpher",
                (Callable<Integer>) this::noCommand,
                "The network tier of a system: edge proxy, load balancer and what belongs to them.");
        root.usageMessage().synopsisSubcommandLabel("COMMAND");
        root.addSubcommand(
                "up", ServeCommand.up(terminal, composition, lifetime).spec());
        root.addSubcommand(
                "run", ServeCommand.run(terminal, composition, lifetime).spec());
        root.addSubcommand("reload", new ReloadCommand(terminal).spec());
        root.addSubcommand("cache", cache());
        root.addSubcommand("check", new CheckCommand(terminal).spec());
        root.addSubcommand("probe", new ProbeCommand(terminal).spec());
        root.addSubcommand(
                "schema",
                text(
                        "schema",
                        "Print the JSON Schema of the configuration, for editors.",
                        () -> JsonSchema.of(Configuration.SHAPE.schema(), "Telpher configuration")));
        root.addSubcommand(
                "reference",
                text(
                        "reference",
                        "Print the reference page of the configuration in Markdown.",
                        () -> Reference.of(Configuration.SHAPE.schema(), "Configuration")));
        root.addSubcommand(
                "version", text("version", "Print the versions of Telpher, Java and the machine.", Version::text));
        root.addSubcommand("train", train());
        root.usageMessage()
                .footer(
                        "",
                        "First steps: ./telpher up",
                        "Help on a command: telpher COMMAND --help",
                        "",
                        "Exit codes: 0 done, 1 mistakes in the file, 2 wrong usage, 3 could not start.");
        return root;
    }

    private int noCommand() {
        new CommandLine(root()).usage(terminal.err());
        return ExitCode.USAGE;
    }

    private CommandSpec cache() {
        CommandSpec[] own = new CommandSpec[1];
        Callable<Integer> nothing = () -> {
            new CommandLine(own[0]).usage(terminal.err());
            return ExitCode.USAGE;
        };
        CommandSpec spec =
                Arguments.command("cache", nothing, "Purge and warm the caches of the Telpher that runs here.");
        own[0] = spec;
        spec.usageMessage().synopsisSubcommandLabel("COMMAND");
        spec.addSubcommand("purge", new PurgeCommand(terminal).spec());
        spec.addSubcommand("warm", new WarmCommand(terminal).spec());
        return spec;
    }

    private CommandSpec text(String name, String help, Callable<String> text) {
        Callable<Integer> call = () -> {
            terminal.out().print(text.call());
            return ExitCode.OK;
        };
        return Arguments.command(name, call, help);
    }

    private CommandSpec train() {
        Callable<Integer> call = () -> {
            composition.train();
            return ExitCode.OK;
        };
        CommandSpec spec = Arguments.command("train", call, "Start, serve a few requests, stop: for the AOT cache.");
        spec.usageMessage().hidden(true);
        return spec;
    }
}
