package io.telpher.app.admin;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the admin port listens and by which names it may be called.
 *
 * @param address the address to bind
 * @param port the port; 0 takes a free one
 * @param hosts names and addresses, besides those of loopback, that a Host field may hold; in lower case
 * @param cacheTokenFile a file with the token of those who may purge and warm caches, and nothing else; or null
 * @param cacheTokenEnv a variable of the environment that holds it, or null
 */
public record AdminConfig(
        String address,
        int port,
        List<String> hosts,
        @Nullable Path cacheTokenFile,
        @Nullable String cacheTokenEnv) {
    /** The mapping {@code admin}. */
    public static final Mapping<AdminConfig> SHAPE =
            Mapping.of("admin", "The admin port: health, metrics, configuration, page.", keys -> {
                Mapping.Key<String> address =
                        keys.optional("address", Shapes.text(), "127.0.0.1", "The address on which it listens.");
                Mapping.Key<Integer> port = keys.optional("port", Shapes.number(0, 65535), "9901", "Its port.");
                Mapping.Key<List<String>> hosts = keys.optional(
                        "hosts",
                        Shapes.list(Shapes.text()),
                        "Names and addresses, besides those of loopback, by which it may be called.");
                Mapping.Key<String> file = keys.optional(
                        "cache-token-file",
                        Shapes.text(),
                        "A file with a token of those who may purge and warm caches, and nothing else.");
                Mapping.Key<String> variable = keys.optional(
                        "cache-token-env",
                        Shapes.text("the name of a variable", text -> text.matches("[A-Za-z_][A-Za-z0-9_]*")),
                        "A variable of the environment that holds it.");
                return values -> {
                    String named = values.orNull(file);
                    if (named != null && values.orNull(variable) != null) {
                        throw new IllegalArgumentException(
                                "expected \"cache-token-file\" or \"cache-token-env\", not both");
                    }
                    return new AdminConfig(
                            values.of(address),
                            values.of(port),
                            orNone(values.orNull(hosts)),
                            named == null ? null : Path.of(named),
                            values.orNull(variable));
                };
            });

    /** What holds where the configuration says nothing. */
    public static final AdminConfig DEFAULT = new AdminConfig("127.0.0.1", 9901, List.of(), null, null);

    /** Puts the names into lower case. */
    public AdminConfig {
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }

    /** The files that it names. Whoever changes them wants them read anew. */
    public List<Path> files() {
        Path file = cacheTokenFile;
        return file == null ? List.of() : List.of(file);
    }

    private static List<String> orNone(@Nullable List<String> hosts) {
        return hosts == null ? List.of() : hosts;
    }
}
