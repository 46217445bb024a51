package io.telpher.gateway.jwt;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What a token must say, for the route to be used with it.
 *
 * @param scopes scopes that it must have, all of them
 * @param claims by name, of each one of these values, or any if there are none
 */
record Demands(List<String> scopes, Map<String, List<String>> claims) {
    private static final int MAX = 32;

    Demands {
        scopes = List.copyOf(scopes);
        claims = Map.copyOf(claims);
        if (scopes.size() > MAX || claims.size() > MAX) {
            throw new IllegalArgumentException("at most " + MAX + " scopes and claims");
        }
        for (String scope : scopes) {
            if (!scope.matches("[!#-\\[\\]-~]+")) {
                throw new IllegalArgumentException("\"" + scope + "\" is no scope (RFC 6749 section 3.3)");
            }
        }
    }

    /** True if the token says all that it must. */
    boolean metBy(Claims given) {
        return given.scopes().containsAll(scopes)
                && claims.entrySet().stream().allMatch(each -> met(each.getKey(), each.getValue(), given));
    }

    private static boolean met(String name, List<String> wanted, Claims given) {
        return wanted.isEmpty() ? given.has(name) : !Collections.disjoint(given.values(name), wanted);
    }
}
