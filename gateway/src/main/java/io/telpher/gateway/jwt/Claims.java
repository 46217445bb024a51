package io.telpher.gateway.jwt;

import io.telpher.http.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a token says that was found to be right.
 *
 * @param all the claims by name: strings, numbers, truth values, lists and maps of these
 * @param digest tells the token from all others and is no secret
 * @param expirySeconds when it is over, since 1970
 */
record Claims(Map<String, Object> all, String digest, long expirySeconds) implements Exchange.Identity {

    /** A claim as text; a list's members with commas between. Names with dots lead into claims that are objects. */
    @Override
    public @Nullable String claim(String name) {
        Object value = value(name);
        return switch (value) {
            case null -> null;
            case List<?> list -> list.stream().map(Claims::text).collect(Collectors.joining(","));
            case Map<?, ?> _ -> null;
            default -> text(value);
        };
    }

    @Override
    public String proof() {
        return digest;
    }

    /** The values of a claim, of which a list has several. */
    List<String> values(String name) {
        Object value = value(name);
        return switch (value) {
            case null -> List.of();
            case List<?> list -> list.stream().map(Claims::text).toList();
            case Map<?, ?> _ -> List.of();
            default -> List.of(text(value));
        };
    }

    /** True if the token has a claim of this name. */
    boolean has(String name) {
        return value(name) != null;
    }

    /** What it may be used for: {@code scope} with spaces between (RFC 8693 §4.2), or {@code scp}, a list. */
    List<String> scopes() {
        List<String> scopes = new ArrayList<>();
        for (String name : List.of("scope", "scp")) {
            for (String value : values(name)) {
                scopes.addAll(List.of(value.split(" ", -1)));
            }
        }
        return scopes;
    }

    private @Nullable Object value(String name) {
        @Nullable Object whole = all.get(name);
        if (whole != null || name.indexOf('.') < 0) {
            return whole;
        }
        @Nullable Object now = all;
        for (String part : name.split("\\.", -1)) {
            now = now instanceof Map<?, ?> map ? map.get(part) : null;
        }
        return now;
    }

    private static String text(Object value) {
        return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.valueOf(number.longValue())
                : String.valueOf(value);
    }
}
