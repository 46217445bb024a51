package io.telpher.app.alert;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.HttpUrl;
import io.telpher.net.tls.UpstreamTlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who is told what becomes of endpoints.
 *
 * @param webhook where to
 * @param secretFile what messages are signed with, or null if they are not
 * @param timeout how long an answer may take
 * @param attempts how often a message is sent at most
 * @param tls how TLS is spoken, where it is
 */
public record AlertConfig(
        HttpUrl webhook, @Nullable Path secretFile, Duration timeout, int attempts, UpstreamTlsConfig tls) {
    private static final Shape<HttpUrl> URL = Shapes.parsed(
            "a URL such as https://alerts.example.org/telpher, without user and password", HttpUrl::parse);

    /** What stands behind {@code alerts:}. */
    public static final Mapping<AlertConfig> SHAPE =
            Mapping.of("alerts", "Who is told when endpoints leave, come back, or too few are left.", keys -> {
                var webhook = keys.required("webhook", URL, "Gets a POST with JSON for each event.");
                var secret = keys.optional("secret-file", Shapes.text(), "A file whose text signs what is posted.");
                var timeout = keys.optional("timeout", Shapes.positiveDuration(), "5s", "How long an answer may take.");
                var attempts = keys.optional("attempts", Shapes.number(1, 20), "5", "How often a message is sent.");
                var tls = keys.optional("tls", UpstreamTlsConfig.SHAPE, "How TLS is spoken to it.");
                return values -> {
                    String file = values.orNull(secret);
                    return new AlertConfig(
                            values.of(webhook),
                            file == null ? null : Path.of(file),
                            values.of(timeout),
                            values.of(attempts),
                            Objects.requireNonNullElse(values.orNull(tls), UpstreamTlsConfig.DEFAULT));
                };
            });
}
