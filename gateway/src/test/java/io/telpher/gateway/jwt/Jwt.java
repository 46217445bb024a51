package io.telpher.gateway.jwt;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Living;
import io.telpher.core.Stores;
import io.telpher.core.Verdict;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.Caches;
import io.telpher.gateway.Config;
import io.telpher.gateway.CopyLog;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Fetching;
import io.telpher.gateway.Requests;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.testkit.keys.TokenSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** A route with {@code jwt} at noon, and who makes tokens for it. */
abstract class Jwt {
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    static final TokenSigner RSA = TokenSigner.rsa("r", 2048);
    static final TokenSigner EC = TokenSigner.ec("e", "secp256r1");
    static final TokenSigner ED = TokenSigner.ed25519("d");

    @TempDir
    Path folder;

    final Metrics metrics = new Metrics();
    final Living living = new Living();
    final AtNow time = new AtNow();

    /** Timers whose tasks that are due at once are run at once, as those of a loop are by another thread. */
    static final class AtNow implements io.telpher.core.Timers {
        Duration passed = Duration.ZERO;

        @Override
        public long nanos() {
            return passed.toNanos();
        }

        @Override
        public io.telpher.core.Subscription after(long delayNanos, Runnable task) {
            if (delayNanos == 0) {
                task.run();
            }
            return () -> {};
        }
    }

    HttpRequest upstream;

    JwtFilter filter(Object... keysAndValues) {
        JwtFeature feature = new JwtFeature();
        FeatureContext context = new FeatureContext(
                "test",
                metrics,
                new Waiter(time),
                () -> NOW.plus(time.passed),
                living,
                _ -> _ -> HttpResponse.of(200),
                Stores.alone(time),
                CopyLog.NONE,
                Caches.small(time),
                Fetching.NONE);
        return (JwtFilter) feature.filter(Config.read(JwtConfig.SHAPE, map(keysAndValues)), context);
    }

    Object set() throws IOException {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, TokenSigner.jwks(RSA, EC, ED));
        return map("jwks", file.toString());
    }

    /** Claims of a token that is right for ten minutes; names and values by turns, null for none. */
    static Map<String, Object> claims(@Nullable Object... more) {
        Map<String, Object> claims = new LinkedHashMap<>(
                Map.of("iss", "me", "sub", "alice", "aud", "you", "exp", NOW.getEpochSecond() + 600));
        for (int i = 0; i < more.length; i += 2) {
            claims.put((String) more[i], more[i + 1]);
            claims.values().removeIf(java.util.Objects::isNull);
        }
        return claims;
    }

    /** As a listener does: the gate first, then the filter. */
    HttpResponse ask(JwtFilter filter, HttpRequest request) throws Exception {
        upstream = null;
        return filter.admit(request) instanceof Verdict.Answer<HttpResponse> answer
                ? answer.reply()
                : filter.call(request, passed -> {
                    upstream = passed;
                    return HttpResponse.of(200);
                });
    }

    HttpResponse with(JwtFilter filter, String token) throws Exception {
        return ask(filter, Requests.get("/", "authorization", "Bearer " + token));
    }

    static String challenge(HttpResponse response) {
        return String.valueOf(response.fields().value(FieldName.of("www-authenticate")));
    }

    long counted(String outcome) {
        return metrics.counters().get("telpher_jwt_total").with("test", outcome).value();
    }

    long verified() {
        return metrics.counters().get("telpher_jwt_verified_total").with("test").value();
    }

    void refused(JwtFilter filter, String token, String word) throws Exception {
        long before = counted(word);
        HttpRequest request = Requests.get("/", "authorization", "Bearer " + token);
        HttpResponse answer = ask(filter, request);
        assertThat(answer.status()).as(word).isEqualTo(401);
        assertThat(challenge(answer)).startsWith("Bearer error=\"invalid_token\", error_description=\"");
        assertThat(request.exchange().distrust()).isEqualTo(word);
        assertThat(request.exchange().identity()).isNull();
        assertThat(counted(word)).isEqualTo(before + 1);
        assertThat(Requests.text(answer)).doesNotContain(token);
    }
}
