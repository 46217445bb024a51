package io.telpher.app.log;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;

/**
 * How the program writes its own log, which goes to standard error.
 *
 * @param format for people or for machines
 * @param level the least severe that is written
 */
public record LogConfig(Format format, Level level) {
    /** What is written until a configuration was read. */
    public static final LogConfig DEFAULT = new LogConfig(Format.TEXT, Level.INFO);

    public static final Mapping<LogConfig> SHAPE =
            Mapping.of("log", "What the program says about itself, on standard error.", keys -> {
                Mapping.Key<Format> format = keys.optional(
                        "format", Shapes.choice(Format.class), "text", "`text` for people, `json` for machines.");
                Mapping.Key<Level> level = keys.optional(
                        "level", Shapes.choice(Level.class), "info", "The least severe messages that are written.");
                return values -> new LogConfig(values.of(format), values.of(level));
            });

    /** The form of a line. */
    public enum Format {
        TEXT,
        JSON
    }

    /** Severity, the least first. */
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }
}
