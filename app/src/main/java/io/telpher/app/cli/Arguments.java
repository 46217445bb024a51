package io.telpher.app.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The options and parameters that commands have. Declared in code: picocli's annotations would cost reflection at the
 * start.
 */
final class Arguments {
    private Arguments() {}

    /** What was given for an option or a parameter, once the command line was parsed. */
    record Value<T>(ArgSpec argument) {

        T value() {
            T value = argument.getValue();
            if (value == null) {
                throw new IllegalStateException(argument.paramLabel() + " may be left out: read it with orNull");
            }
            return value;
        }

        @Nullable
        T orNull() {
            return argument.getValue();
        }
    }

    static CommandSpec command(String name, Object call, String... description) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(call).name(name);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
        spec.usageMessage().description(description).sortOptions(false);
        return spec;
    }

    static Value<List<Path>> files(CommandSpec spec) {
        return add(
                spec,
                PositionalParamSpec.builder()
                        .paramLabel("FILE")
                        .arity("1..*")
                        .required(true)
                        .type(List.class)
                        .auxiliaryTypes(Path.class)
                        .description("Configuration files in YAML."));
    }

    static Value<Path> file(CommandSpec spec) {
        return add(
                spec,
                PositionalParamSpec.builder()
                        .paramLabel("FILE")
                        .index("0")
                        .arity("1")
                        .required(true)
                        .type(Path.class)
                        .description("A configuration file in YAML."));
    }

    static Value<String> word(CommandSpec spec, String label, String description) {
        return add(
                spec,
                PositionalParamSpec.builder()
                        .paramLabel(label)
                        .index("0")
                        .arity("1")
                        .required(true)
                        .type(String.class)
                        .description(description));
    }

    static <T> Value<T> option(
            CommandSpec spec,
            Class<T> type,
            String label,
            @Nullable String otherwise,
            String description,
            String... names) {
        OptionSpec.Builder builder =
                OptionSpec.builder(names).paramLabel(label).type(type).description(description);
        return add(spec, otherwise == null ? builder : builder.defaultValue(otherwise));
    }

    static Value<List<String>> repeated(CommandSpec spec, String label, String description, String... names) {
        return add(
                spec,
                OptionSpec.builder(names)
                        .paramLabel(label)
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .description(description));
    }

    static Value<Boolean> flag(CommandSpec spec, String name, String description) {
        return add(
                spec,
                OptionSpec.builder(name).type(boolean.class).initialValue(false).description(description));
    }

    static Value<Path> state(CommandSpec spec) {
        return add(
                spec,
                OptionSpec.builder("--state")
                        .paramLabel("DIR")
                        .type(Path.class)
                        .description(
                                "The folder for certificates, tokens and whatever else outlives the process.",
                                "Otherwise $STATE_DIRECTORY, .telpher/ in a clone, or /var/lib/telpher."));
    }

    static Value<InetSocketAddress> admin(CommandSpec spec) {
        return admin(
                spec,
                "Where /health, /ready, /metrics and /config are served.",
                "Otherwise what the file says under admin, or 127.0.0.1:9901.");
    }

    /** For a command that has no file. */
    static Value<InetSocketAddress> adminOfWhatRuns(CommandSpec spec) {
        return admin(
                spec,
                "Where the admin port of the Telpher that runs is.",
                "Otherwise 127.0.0.1:9901, whatever its file says.");
    }

    private static Value<InetSocketAddress> admin(CommandSpec spec, String... description) {
        return add(
                spec,
                OptionSpec.builder("--admin")
                        .paramLabel("ADDRESS:PORT")
                        .type(InetSocketAddress.class)
                        .converters(Arguments::address)
                        .description(description));
    }

    private static <T> Value<T> add(CommandSpec spec, OptionSpec.Builder builder) {
        OptionSpec option = builder.build();
        spec.addOption(option);
        return new Value<>(option);
    }

    private static <T> Value<T> add(CommandSpec spec, PositionalParamSpec.Builder builder) {
        PositionalParamSpec parameter = builder.build();
        spec.addPositional(parameter);
        return new Value<>(parameter);
    }

    /**
     * {@code 127.0.0.1:9901}, {@code [::1]:9901}, {@code localhost:9901}. No other names: looking one up may hang the
     * start.
     */
    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        String port = text.substring(colon + 1);
        try {
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            String literal = bracketed ? host.substring(1, host.length() - 1) : host;
            if (port.matches("\\d{1,5}") && !literal.isEmpty() && bracketed == literal.contains(":")) {
                String address = literal.equals("localhost") ? "127.0.0.1" : literal;
                return new InetSocketAddress(InetAddress.ofLiteral(address), Integer.parseInt(port));
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new TypeConversionException(
                "found \"" + text + "\", expected ADDRESS:PORT such as 127.0.0.1:9901 or [::1]:9901");
    }
}
