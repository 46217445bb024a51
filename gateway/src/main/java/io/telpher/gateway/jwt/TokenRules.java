package io.telpher.gateway.jwt;

import java.time.Duration;
import java.util.List;

/**
 * What a token must be to be believed, whatever it is used for.
 *
 * @param keys where the keys are by which it is verified
 * @param algorithms how it may be signed
 * @param issuers who may have made it; of none, whoever has the key
 * @param audiences for whom it must be, one of them; of none, for anybody
 * @param leeway by how much clocks may differ
 * @param bytesMax how long it may be
 */
record TokenRules(
        KeysConfig keys,
        List<Algorithm> algorithms,
        List<String> issuers,
        List<String> audiences,
        Duration leeway,
        int bytesMax) {
    private static final Duration LEEWAY_MAX = Duration.ofMinutes(10);

    /** Refuses algorithms that the keys are not for: where both kinds were allowed, a public key could pass for a secret. */
    TokenRules {
        algorithms = algorithms.stream().distinct().sorted().toList();
        issuers = List.copyOf(issuers);
        audiences = List.copyOf(audiences);
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("expected at least one of \"algorithms\"");
        }
        for (Algorithm each : algorithms) {
            boolean secret = each.family() == Algorithm.Family.SECRET;
            if (secret != keys.secret()) {
                throw new IllegalArgumentException(
                        secret
                                ? "\"" + each.word() + "\" goes with keys: {secret: FILE} only"
                                : "with a secret tokens are signed with HS256, HS384 or HS512, not \"" + each.word()
                                        + "\"");
            }
        }
        if (leeway.compareTo(LEEWAY_MAX) > 0) {
            throw new IllegalArgumentException("\"leeway\" is at most 10m");
        }
    }

    /** True if this algorithm is on the list. */
    boolean allows(Algorithm algorithm) {
        return algorithms.contains(algorithm);
    }
}
