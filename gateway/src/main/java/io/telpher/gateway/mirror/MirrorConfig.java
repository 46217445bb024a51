package io.telpher.gateway.mirror;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.Method;
import io.telpher.http.Tokens;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are copied, and how many at once.
 *
 * @param to the upstream that gets the copies
 * @param share how many of a hundred thousand requests
 * @param methods of which methods
 * @param concurrent how many copies are under way at most
 * @param bodyBytesMax how long a copied body is at most
 */
public record MirrorConfig(String to, int share, Set<Method> methods, int concurrent, int bodyBytesMax) {
    /** Every request. */
    static final int ALL = 100_000;

    private static final int CONCURRENT_MAX = 10_000;
    private static final int BODY_BYTES_MAX = 1 << 20;

    private static final Shape<Integer> SHARE =
            Shapes.parsed("a percentage from 0.001% to 100%, such as 10%", MirrorConfig::share);

    private static final Shape<Method> METHOD = Shapes.parsed(
            "a method such as GET",
            text -> Tokens.isToken(text) && text.equals(text.toUpperCase(Locale.ROOT)) ? Method.of(text) : null);

    /** The key {@code mirror} of a route. */
    public static final Mapping<MirrorConfig> SHAPE =
            Mapping.of("mirror", "Sends a copy of requests to another upstream.", keys -> {
                Mapping.Key<String> to = keys.required("to", Shapes.text(), "The upstream that gets the copies.");
                Mapping.Key<Integer> share = keys.optional("share", SHARE, "100%", "How many of the requests.");
                Mapping.Key<List<Method>> method = keys.optional(
                        "method", Shapes.list(METHOD), "Of which methods; GET, HEAD and OPTIONS by default.");
                Mapping.Key<Integer> concurrent = keys.optional(
                        "concurrent",
                        Shapes.number(1, CONCURRENT_MAX),
                        "100",
                        "How many copies are under way at most.");
                Mapping.Key<Long> body =
                        keys.optional("body", Shapes.size(), "64KiB", "How long a copied body is at most.");
                return values -> {
                    if (values.of(body) > BODY_BYTES_MAX) {
                        throw new IllegalArgumentException("\"body\" is at most 1MiB");
                    }
                    return new MirrorConfig(
                            values.of(to),
                            values.of(share),
                            methods(values.orNull(method)),
                            values.of(concurrent),
                            values.of(body).intValue());
                };
            });

    private static @Nullable Integer share(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,3})?%")) {
            return null;
        }
        int share = (int) Math.round(Double.parseDouble(text.substring(0, text.length() - 1)) * 1_000);
        return share < 1 || share > ALL ? null : share;
    }

    private static Set<Method> methods(@Nullable List<Method> named) {
        if (named == null) {
            return Set.of(Method.GET, Method.HEAD, Method.OPTIONS);
        }
        if (named.isEmpty() || named.contains(Method.CONNECT)) {
            throw new IllegalArgumentException("expected methods to be copied, and CONNECT is not one that can be");
        }
        return Set.copyOf(named);
    }
}
