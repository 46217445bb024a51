package io.telpher.gateway.host;

import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.Authority;
import io.telpher.http.BadTarget;
import org.jspecify.annotations.Nullable;

/**
 * Which host an upstream is asked for.
 *
 * @param authority host and perhaps port, or null for what the client asked for
 */
public record HostConfig(@Nullable String authority) {

    /** {@code preserve}, or a host. */
    public static final Shape<HostConfig> SHAPE =
            Shapes.parsed("preserve, or a host such as users.internal:8080", text -> {
                if (text.equals("preserve")) {
                    return new HostConfig(null);
                }
                try {
                    String authority = Authority.canonical(text);
                    return authority.isEmpty() ? null : new HostConfig(authority);
                } catch (BadTarget e) {
                    throw new IllegalArgumentException(e.detail());
                }
            });
}
