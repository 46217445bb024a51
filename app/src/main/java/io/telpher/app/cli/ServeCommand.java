package io.telpher.app.cli;

import io.telpher.app.CannotStart;
import io.telpher.app.Composition;
import io.telpher.app.Configuration;
import io.telpher.app.ConfigurationReader;
import io.telpher.app.Options;
import io.telpher.app.Server;
import io.telpher.app.log.Logs;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/** {@code telpher up} and {@code telpher run FILE}: serve until told to stop. */
final class ServeCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

    private final Terminal terminal;
    private final Composition composition;
    private final Lifetime lifetime;
    private final CommandSpec spec;
    private final Arguments.@Nullable Value<Path> file;
    private final Arguments.Value<Path> state;
    private final Arguments.Value<InetSocketAddress> admin;
    private final Arguments.@Nullable Value<Boolean> unwatched;

    private ServeCommand(
            Terminal terminal,
            Composition composition,
            Lifetime lifetime,
            String name,
            boolean ofFile,
            String... help) {
        this.terminal = terminal;
        this.composition = composition;
        this.lifetime = lifetime;
        spec = Arguments.command(name, this, help);
        file = ofFile ? Arguments.file(spec) : null;
        state = Arguments.state(spec);
        admin = Arguments.admin(spec);
        unwatched = ofFile ? Arguments.flag(spec, "--no-watch", "Do not read the files anew when they change.") : null;
        spec.usageMessage()
                .footer(
                        "",
                        "Ctrl-C or SIGTERM stops it; open requests get their time to end, unless it comes twice.",
                        "SIGHUP has it read its file and open its logs anew.",
                        "Exit codes: 0 stopped when told to, 1 the file has mistakes, 2 wrong usage, 3 could not start.");
    }

    static ServeCommand up(Terminal terminal, Composition composition, Lifetime lifetime) {
        return new ServeCommand(
                terminal,
                composition,
                lifetime,
                "up",
                false,
                "Serve a default configuration with a demo behind it, to look around.");
    }

    static ServeCommand run(Terminal terminal, Composition composition, Lifetime lifetime) {
        return new ServeCommand(terminal, composition, lifetime, "run", true, "Serve a configuration file.");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws CannotStart, InterruptedException {
        Optional<String> uncached = AotCache.refusal();
        Path folder = StateFolder.of(state.orNull(), System::getenv, System.getProperty("telpher.home"));
        Options options = new Options(folder, admin.orNull(), unwatched == null || !unwatched.value());
        Server server;
        if (file == null) {
            server = composition.up(options);
        } else {
            ConfigurationReader.Reading reading = read(file.value());
            Configuration configuration = reading.configuration();
            if (configuration == null) {
                return ExitCode.MISTAKES;
            }
            Logs.use(configuration.log());
            server = composition.start(configuration, reading.source(), options);
        }
        server.greeting().forEach(terminal.out()::println);
        terminal.out().flush();
        uncached.ifPresent(reason -> log.warn("started without the AOT cache, which takes longer: {}", reason));
        lifetime.last(server);
        return ExitCode.OK;
    }

    /** Warnings are told and do not stop us. */
    private ConfigurationReader.Reading read(Path path) {
        ConfigurationReader.Reading reading = ConfigurationReader.read(path);
        if (!reading.problems().isEmpty()) {
            terminal.err().print(new ProblemReport(reading.source(), terminal.coloured()).text(reading.problems()));
            terminal.err().println(path + ": " + ProblemReport.summary(reading.problems()));
        }
        return reading;
    }
}
