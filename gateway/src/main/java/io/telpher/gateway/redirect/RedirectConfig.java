package io.telpher.gateway.redirect;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.util.Map;

/**
 * Where clients are sent.
 *
 * @param status 301, 302, 303, 307 or 308
 * @param to where to, with placeholders
 */
public record RedirectConfig(int status, Template to) {
    private static final Map<String, Integer> STATUSES =
            Map.of("301", 301, "302", 302, "303", 303, "307", 307, "308", 308);
    private static final Shape<Template> TO =
            Shapes.parsed("an absolute URL or path with the placeholders " + Template.PLACEHOLDERS, Template::of);

    /** {@code redirect: https://{host}{target}}, or a mapping. */
    public static final Shape<RedirectConfig> SHAPE = Shapes.anyOf(
            TO.map(to -> new RedirectConfig(308, to)), Mapping.of("redirect", "Where clients are sent.", keys -> {
                Mapping.Key<Template> to = keys.required("to", TO, "Where to.");
                Mapping.Key<Integer> status = keys.optional(
                        "status",
                        Shapes.choice(STATUSES),
                        "308",
                        "307 and 308 keep the method; 301 and 308 are lasting.");
                return values -> new RedirectConfig(values.of(status), values.of(to));
            }));
}
