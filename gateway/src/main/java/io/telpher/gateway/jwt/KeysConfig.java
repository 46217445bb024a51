package io.telpher.gateway.jwt;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.http.HttpUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the keys are by which tokens are verified. */
sealed interface KeysConfig {
    /** A file with a set of keys as JSON (RFC 7517). */
    record Jwks(Path file) implements KeysConfig {}

    /** Files with public keys or certificates (RFC 7468). */
    record Pem(List<Path> files) implements KeysConfig {}

    /** Files whose bytes are each a key that signs and verifies. */
    record Secret(List<Path> files) implements KeysConfig {}

    /**
     * A set of keys that is asked for.
     *
     * @param url where it is
     * @param ca PEM file of the authorities to trust, or null for the system's
     * @param refresh how old it may be before it is asked for again
     * @param timeout how long an answer may take
     */
    record Remote(HttpUrl url, @Nullable Path ca, Duration refresh, Duration timeout) implements KeysConfig {}

    /** The files that it names. */
    default List<Path> files() {
        return switch (this) {
            case Jwks jwks -> List.of(jwks.file);
            case Pem pem -> pem.files;
            case Secret secret -> secret.files;
            case Remote remote -> Stream.ofNullable(remote.ca).toList();
        };
    }

    /** True if who can verify can sign as well. */
    default boolean secret() {
        return this instanceof Secret;
    }

    int FILES_MAX = 16;

    Mapping<KeysConfig> SHAPE = Mapping.of("keys", "Where the keys are.", KeysConfig::declare);

    private static Function<Mapping.Values, KeysConfig> declare(Mapping.Keys keys) {
        Mapping.Key<String> jwks = keys.optional("jwks", Shapes.text(), "A file with a set of keys as JSON.");
        Mapping.Key<HttpUrl> url = keys.optional(
                "url",
                Shapes.parsed("a URL such as https://id.example/.well-known/jwks.json", HttpUrl::parse),
                "The same, asked for and kept.");
        Mapping.Key<List<String>> pem =
                keys.optional("pem", Shapes.list(Shapes.text()), "Files with public keys or certificates.");
        Mapping.Key<List<String>> secret =
                keys.optional("secret", Shapes.list(Shapes.text()), "Files whose bytes are each a secret, for HS256.");
        Mapping.Key<String> ca = keys.optional(
                "ca", Shapes.text(), "For url: a PEM file of the authorities to trust, not the system's.");
        Mapping.Key<Duration> refresh = keys.optional(
                "refresh", Shapes.positiveDuration(), "10m", "For url: how old keys may be before they are asked for.");
        Mapping.Key<Duration> timeout =
                keys.optional("timeout", Shapes.positiveDuration(), "5s", "For url: how long an answer may take.");
        return values -> {
            HttpUrl from = values.orNull(url);
            String authorities = values.orNull(ca);
            Path trusted = authorities == null ? null : Path.of(authorities);
            List<KeysConfig> given = Stream.of(
                            one(values.orNull(jwks)),
                            from == null ? null : new Remote(from, trusted, values.of(refresh), values.of(timeout)),
                            pem(values.orNull(pem)),
                            secret(values.orNull(secret)))
                    .flatMap(Stream::ofNullable)
                    .toList();
            if (given.size() != 1) {
                throw new IllegalArgumentException("expected one of jwks, url, pem and secret");
            }
            if (trusted != null && (from == null || !from.secure())) {
                throw new IllegalArgumentException("\"ca\" goes with a \"url\" of https");
            }
            return given.getFirst();
        };
    }

    private static @Nullable KeysConfig one(@Nullable String file) {
        return file == null ? null : new Jwks(Path.of(file));
    }

    private static @Nullable KeysConfig pem(@Nullable List<String> files) {
        return files == null ? null : new Pem(paths(files));
    }

    private static @Nullable KeysConfig secret(@Nullable List<String> files) {
        return files == null ? null : new Secret(paths(files));
    }

    private static List<Path> paths(List<String> files) {
        if (files.isEmpty() || files.size() > FILES_MAX) {
            throw new IllegalArgumentException("expected 1 to " + FILES_MAX + " files");
        }
        return files.stream().map(Path::of).toList();
    }
}
