package io.telpher.app;

import io.telpher.app.log.LogConfig;
import io.telpher.core.config.Mapping;

/**
 * A whole configuration file.
 *
 * @param log the program's own log
 */
public record Configuration(LogConfig log) {
    /** The keys at the top of the file. */
    public static final Mapping<Configuration> SHAPE =
            Mapping.of("the file", "A Telpher configuration file in YAML 1.2.", keys -> {
                Mapping.Key<LogConfig> log = keys.optional("log", LogConfig.SHAPE, "{}", "The program's own log.");
                return values -> new Configuration(values.of(log));
            });
}
