package io.telpher.app.access;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the access log goes and how it looks.
 *
 * @param format how a line looks
 * @param to a file, {@code stdout} or {@code off}; a relative file stands in the state directory
 */
public record AccessLogConfig(Format format, String to) {
    private static final String DEFAULT_TO = "access.log";

    private static final Shape<String> TO =
            Shapes.text("a file, stdout or off", text -> !text.isBlank() && text.indexOf('\0') < 0);

    private static final Mapping<AccessLogConfig> MAPPING =
            Mapping.of("access-log", "One line for each exchange, when it ends.", keys -> {
                Mapping.Key<Format> format =
                        keys.optional("format", Shapes.choice(Format.class), "json", "How a line looks.");
                Mapping.Key<String> to =
                        keys.optional("to", TO, DEFAULT_TO, "A file (relative to the state directory), stdout or off.");
                return values -> new AccessLogConfig(values.of(format), values.of(to));
            });

    /** {@code access-log: off}, or a mapping with {@code format} and {@code to}. */
    public static final Shape<AccessLogConfig> SHAPE =
            Shapes.anyOf(TO.map(to -> new AccessLogConfig(Format.JSON, to)), MAPPING);

    /** What holds where the configuration says nothing: JSON to {@code access.log} in the state directory. */
    public static final AccessLogConfig DEFAULT = new AccessLogConfig(Format.JSON, DEFAULT_TO);

    /** How a line looks. */
    public enum Format {
        /** A JSON object. */
        JSON,
        /** For people. */
        TEXT
    }

    /** True unless nothing is to be logged. */
    public boolean on() {
        return !to.equals("off");
    }

    /** The file, or null for standard output. */
    @Nullable
    Path file(Path state) {
        return to.equals("stdout") ? null : state.resolve(to);
    }
}
