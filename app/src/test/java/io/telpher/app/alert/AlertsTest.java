package io.telpher.app.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.balance.health.EndpointEvent;
import io.telpher.core.Cell;
import io.telpher.core.Endpoint;
import io.telpher.core.Failure;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.FieldName;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpUrl;
import io.telpher.net.tls.UpstreamTlsConfig;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final EndpointEvent DOWN =
            new EndpointEvent(EndpointEvent.Kind.DOWN, "web", "127.0.0.1:9001", "HTTP 503", 3);
    private static final AlertConfig CONFIG = new AlertConfig(
            Objects.requireNonNull(HttpUrl.parse("http://127.0.0.1:9/hook?token=hidden")),
            null,
            Duration.ofSeconds(5),
            5,
            UpstreamTlsConfig.DEFAULT);

    @TempDir
    private Path folder;

    private final ManualTimers timers = new ManualTimers();
    private final Metrics metrics = new Metrics();
    private final List<HttpRequest> sent = new CopyOnWriteArrayList<>();

    private Courier courier(HttpHandler client) {
        return new Courier(CONFIG, null, client, new Waiter(timers));
    }

    private Message message() {
        return new Message("msg_1", Instant.ofEpochSecond(1_700_000_000), DOWN);
    }

    @Test
    void aMessageIsSentAgainAfterLongerAndLongerPausesUntilItIsTaken() throws Exception {
        Courier courier = courier(request -> {
            sent.add(request);
            if (sent.size() == 1) {
                throw Failure.upstream(Failure.Kind.REFUSED, true, "refused");
            }
            return HttpResponse.of(sent.size() < 4 ? 503 : 204);
        });
        Cell<String> done = new Cell<>();
        Thread.ofVirtual().start(() -> {
            try {
                done.complete(String.valueOf(courier.deliver(message())));
            } catch (InterruptedException e) {
                done.fail(e);
            }
        });
        for (int pause : List.of(1, 2, 4)) {
            timers.awaitPending(1);
            assertThat(timers.nanosToNext()).isEqualTo(pause * SECOND);
            timers.advanceNanos(pause * SECOND);
        }
        assertThat(done.join()).isEqualTo("null");
        assertThat(sent).hasSize(4);
        assertThat(sent)
                .extracting(request -> request.fields().value(FieldName.of("webhook-id")))
                .containsOnly("msg_1");
    }

    @Test
    void whatTheWebhookRefusesIsNotSentAgain() throws Exception {
        Courier courier = courier(request -> {
            sent.add(request);
            return HttpResponse.of(400);
        });
        assertThat(courier.deliver(message())).isEqualTo("it answered 400");
        assertThat(sent).hasSize(1);
    }

    @Test
    void theBodySaysWhatHappenedAndToWhom() {
        assertThat(new String(message().body(), StandardCharsets.UTF_8))
                .contains("\"event\":\"down\"", "\"upstream\":\"web\"", "\"endpoint\":\"127.0.0.1:9001\"")
                .contains("\"time\":\"2023-11-14T22:13:20Z\"", "\"in_flight\":3")
                .contains("\"text\":\"endpoint 127.0.0.1:9001 of web: down (HTTP 503)\"");
    }

    @Test
    void whileTheWebhookHangsNobodyWaitsAndWhatDoesNotFitIsCounted() throws Exception {
        Cell<HttpResponse> hangs = new Cell<>();
        Alerts alerts = new Alerts(new Waiter(timers), InstantSource.system(), metrics);
        alerts.telling(CONFIG, request -> {
                    sent.add(request);
                    return hangs.join();
                })
                .run();
        alerts.start();
        alerts.accept(DOWN);
        Eventually.see(sent::size, size -> size == 1);
        for (int i = 0; i < Alerts.WAITING_MAX + 7; i++) {
            alerts.accept(DOWN);
        }
        assertThat(metrics.counters().get("telpher_alerts_dropped_total").with().value())
                .isEqualTo(7);
        alerts.close();
        alerts.accept(DOWN);
    }

    @Test
    void theSignatureIsThatOfStandardWebhooks() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
        assertThat(Signature.of(file).of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "whsec_not base64!", "whsec_AAAA"})
    void aSecretThatIsNoneIsRefused(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), text);
        assertThatThrownBy(() -> Signature.of(file)).hasMessageContaining("secret");
    }

    @Test
    void aWebhookIsAUrlAndItsTextKeepsItsSecrets() {
        HttpUrl webhook = HttpUrl.parse("https://Hooks.Example.org/services/T0/B0/hidden?x=1");
        assertThat(webhook)
                .isEqualTo(new HttpUrl(true, new Endpoint("hooks.example.org", 443), "/services/T0/B0/hidden", "x=1"));
        assertThat(String.valueOf(webhook)).isEqualTo("https://hooks.example.org:443");
        assertThat(HttpUrl.parse("http://[::1]:8080"))
                .isEqualTo(new HttpUrl(false, new Endpoint("::1", 8080), "/", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "hook", "ftp://a/", "http://user:pass@a/", "http://a/#b", "http:///x", "http://a:99999/"})
    void whatIsNoUrlOfAWebhookIsNone(String text) {
        assertThat(HttpUrl.parse(text)).isNull();
    }
}
