package io.telpher.gateway.sticky;

import io.telpher.balance.algorithm.HashKey;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.Tokens;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By what requests belong together.
 *
 * @param by what of a request says so; the first that it has
 * @param cookie the cookie of our own for those that have none of these, or null
 * @param salt goes into the hash
 */
public record StickyConfig(List<HashKey> by, @Nullable CookieConfig cookie, String salt) {
    private static final Shape<HashKey> KEY =
            Shapes.parsed("ip, path, url, header:NAME or cookie:NAME, or a mapping with by or cookie", HashKey::parse);

    private static final Mapping<StickyConfig> MAPPING =
            Mapping.of("sticky", "By what requests belong together.", keys -> {
                Mapping.Key<List<HashKey>> by = keys.optional(
                        "by", Shapes.list(KEY), "What of a request says so; in a list, the first that it has.");
                Mapping.Key<String> cookie = keys.optional(
                        "cookie",
                        Shapes.text("the name of a cookie", Tokens::isToken),
                        "The name of a cookie of our own, given to those that have nothing of the above.");
                Mapping.Key<Duration> maxAge = keys.optional(
                        "max-age", Shapes.duration(), "How long the cookie lives; without it, as long as the browser.");
                Mapping.Key<CookieConfig.SameSite> sameSite = keys.optional(
                        "same-site",
                        Shapes.choice(CookieConfig.SameSite.class),
                        "lax",
                        "Who may send the cookie along.");
                Mapping.Key<String> salt = keys.optional("salt", Shapes.text(), "Goes into the hash.");
                return values -> {
                    String name = values.orNull(cookie);
                    List<HashKey> named = values.orNull(by);
                    if (name == null && (named == null || named.isEmpty())) {
                        throw new IllegalArgumentException("expected \"by\" or \"cookie\"");
                    }
                    CookieConfig own =
                            name == null ? null : new CookieConfig(name, values.orNull(maxAge), values.of(sameSite));
                    String salted = values.orNull(salt);
                    return new StickyConfig(
                            named == null ? List.of() : List.copyOf(named), own, salted == null ? "" : salted);
                };
            });

    /** {@code sticky: header:X-User}, or a mapping. */
    public static final Shape<StickyConfig> SHAPE =
            Shapes.anyOf(KEY.map(key -> new StickyConfig(List.of(key), null, "")), MAPPING);
}
