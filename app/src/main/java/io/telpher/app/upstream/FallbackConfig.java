package io.telpher.app.upstream;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.gateway.respond.RespondConfig;
import org.jspecify.annotations.Nullable;

/**
 * Who answers when an upstream's guards refuse a call, or it has nobody to send it to.
 *
 * @param to another upstream, or null
 * @param respond an answer that is always the same, or null
 */
public record FallbackConfig(@Nullable String to, @Nullable RespondConfig respond) {
    /** What stands behind {@code fallback:}. */
    public static final Mapping<FallbackConfig> SHAPE =
            Mapping.of("fallback", "Who answers when the upstream is not asked.", keys -> {
                Mapping.Key<String> to = keys.optional("to", Shapes.text(), "Another upstream.");
                Mapping.Key<RespondConfig> respond =
                        keys.optional("respond", RespondConfig.SHAPE, "An answer that is always the same.");
                return values -> {
                    if ((values.orNull(to) == null) == (values.orNull(respond) == null)) {
                        throw new IllegalArgumentException("expected one of \"to\" and \"respond\"");
                    }
                    return new FallbackConfig(values.orNull(to), values.orNull(respond));
                };
            });
}
