package io.telpher.gateway.jwt;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a route, by the tokens that requests carry.
 *
 * @param rules what a token must be
 * @param demands what it must say
 * @param headers what of it the upstream is told, by the names of fields
 * @param optional true if requests without a token pass, of whom nothing is known then
 * @param forward true if the token goes on to the upstream
 */
public record JwtConfig(TokenRules rules, Demands demands, ClaimHeaders headers, boolean optional, boolean forward) {
    /** Why the keys in its files cannot be used, or null: also if they are not here, or not files. Blocking. */
    public @Nullable String trouble() {
        try {
            if (rules.keys().files().stream().allMatch(Files::isReadable)) {
                KeyFiles.read(rules.keys(), rules.algorithms());
            }
            return null;
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static final int SIZE_MIN = 256;
    private static final int SIZE_MAX = 64 << 10;

    /** The key {@code jwt} of a route. */
    public static final Mapping<JwtConfig> SHAPE = Mapping.of("jwt", "Who may use the route, by tokens.", keys -> {
        Mapping.Key<KeysConfig> where =
                keys.required("keys", KeysConfig.SHAPE, "Where the keys are that verify tokens.");
        Mapping.Key<List<Algorithm>> algorithms = keys.optional(
                "algorithms",
                Shapes.list(Algorithm.SHAPE),
                "How tokens may be signed; RS256, PS256, ES256 and EdDSA by default, HS256 with a secret.");
        Mapping.Key<List<String>> issuer =
                keys.optional("issuer", Shapes.list(Shapes.text()), "[]", "Who may have made them.");
        Mapping.Key<List<String>> audience =
                keys.optional("audience", Shapes.list(Shapes.text()), "[]", "For whom they must be, one of these.");
        Mapping.Key<Duration> leeway =
                keys.optional("leeway", Shapes.duration(), "30s", "By how much clocks may differ.");
        Mapping.Key<List<String>> scopes = keys.optional(
                "scopes", Shapes.list(Shapes.text()), "[]", "Scopes that a token must have, all of them.");
        Mapping.Key<Map<String, List<String>>> claims = keys.optional(
                "claims",
                Shapes.mapOf(Shapes.list(Shapes.text())),
                "Claims that a token must have: one of these values, or any for an empty list.");
        Mapping.Key<Map<String, String>> headers = keys.optional(
                "headers", Shapes.mapOf(Shapes.text()), "Fields by which the upstream is told of claims.");
        Mapping.Key<Boolean> optional =
                keys.optional("optional", Shapes.bool(), "false", "true: requests without a token pass.");
        Mapping.Key<Boolean> forward =
                keys.optional("forward", Shapes.bool(), "true", "false: the token does not go on to the upstream.");
        Mapping.Key<Long> size = keys.optional("size", Shapes.size(), "8KiB", "How long a token may be.");
        return values -> {
            if (values.of(size) < SIZE_MIN || values.of(size) > SIZE_MAX) {
                throw new IllegalArgumentException("\"size\" is from 256B to 64KiB");
            }
            KeysConfig from = values.of(where);
            List<Algorithm> usual = from.secret() ? List.of(Algorithm.HS256) : Algorithm.PUBLIC;
            return new JwtConfig(
                    new TokenRules(
                            from,
                            Objects.requireNonNullElse(values.orNull(algorithms), usual),
                            values.of(issuer),
                            values.of(audience),
                            values.of(leeway),
                            values.of(size).intValue()),
                    new Demands(values.of(scopes), Objects.requireNonNullElse(values.orNull(claims), Map.of())),
                    ClaimHeaders.of(Objects.requireNonNullElse(values.orNull(headers), Map.of())),
                    values.of(optional),
                    values.of(forward));
        };
    });
}
