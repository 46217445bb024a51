package io.telpher.app.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.telpher.testkit.server.EchoMethods;
import io.telpher.testkit.server.RealGrpc;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What retries, breakers and metrics make of failures that grpc-java tells with status 200, in a head or in trailers. */
class GrpcFailuresTest {
    private static final Metadata.Key<String> KEY =
            Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    private Path folder;

    private RealGrpc well;
    private RealGrpc ill;
    private RunningTelpher telpher;

    @BeforeEach
    void start() throws Exception {
        well = RealGrpc.plain();
        ill = RealGrpc.plain();
        ill.unavailable(true);
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams:
                  both: {endpoints: ["127.0.0.1:%1$d", "127.0.0.1:%2$d"], protocol: http2, outliers: off}
                  ill: {endpoints: ["127.0.0.1:%2$d"], protocol: http2, breaker: {}}
                routes:
                  - match: {path: /**, header: {to: keyed}}
                    retry: {attempts: 3, backoff: {base: 10ms}}
                    to: both
                  - match: {path: /**, header: {to: listed}}
                    retry: {attempts: 3, on: [unavailable], backoff: {base: 10ms}}
                    to: both
                  - match: {path: /**}
                    to: ill
                """.formatted(well.port(), ill.port()));
    }

    @AfterEach
    void stop() throws Exception {
        telpher.close();
        well.close();
        ill.close();
    }

    private static String unary(GrpcChannel channel, Metadata headers) {
        byte[] answer = ClientCalls.blockingUnaryCall(
                channel.calls(headers), EchoMethods.UNARY, CallOptions.DEFAULT, "hello".getBytes(UTF_8));
        return new String(answer, UTF_8);
    }

    private static Metadata key(String value) {
        Metadata headers = new Metadata();
        headers.put(KEY, value);
        return headers;
    }

    private static Status failing(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Objects.requireNonNull(catchThrowableOfType(StatusRuntimeException.class, call))
                .getStatus();
    }

    @Test
    void aCallThatEndsWithItsHeadIsMadeAgainElsewhereIfItHasAKey() throws Exception {
        try (GrpcChannel channel = GrpcChannel.plain(telpher.port(), "keyed")) {
            for (int i = 0; i < 4; i++) { // who begins at the one that is not available goes on to the other
                assertThat(unary(channel, key("k" + i))).isEqualTo("hello");
            }
            assertThat(ill.refused()).isPositive();
            Status first = null;
            for (int i = 0; i < 20 && first == null; i++) {
                Status seen = Status.OK;
                try {
                    unary(channel, new Metadata());
                } catch (StatusRuntimeException e) {
                    seen = e.getStatus();
                }
                first = seen.isOk() ? first : seen;
            }
            assertThat(Objects.requireNonNull(first).getDescription())
                    .as("without one it is told")
                    .isEqualTo("not now");
        }
        assertThat(telpher.metrics().sum("telpher_retry_given_up_total", "why=\"unsafe\""))
                .isEqualTo(1);
    }

    @Test
    void aCallWithoutAKeyIsMadeAgainIfTheListSaysSo() throws Exception {
        try (GrpcChannel channel = GrpcChannel.plain(telpher.port(), "listed")) {
            for (int i = 0; i < 4; i++) {
                assertThat(unary(channel, new Metadata())).isEqualTo("hello");
            }
        }
        assertThat(ill.refused()).isPositive();
        assertThat(telpher.metrics().sum("telpher_retries_total", "reason=\"declined\"", "outcome=\"answered\""))
                .isEqualTo(ill.refused());
    }

    @Test
    void whatTrailersTellOpensTheBreakerAndIsCounted() throws Exception {
        try (GrpcChannel channel = GrpcChannel.plain(telpher.port(), "ill")) {
            for (int i = 0; i < 5; i++) {
                Status told = failing(() -> ClientCalls.blockingServerStreamingCall(
                                channel.calls(), EchoMethods.DOWN, CallOptions.DEFAULT, "1 x 1".getBytes(UTF_8))
                        .forEachRemaining(_ -> {}));
                assertThat(told.getDescription()).isEqualTo("not now");
            }
            Eventually.see(
                    () -> telpher.metrics().sum("telpher_upstream_breaker_state", "upstream=\"ill\""),
                    state -> state > 0);
            assertThat(failing(() -> unary(channel, new Metadata())).getDescription())
                    .isEqualTo("Telpher: 503 Service Unavailable");
        }
        assertThat(ill.refused()).isEqualTo(5);
        Eventually.see(() -> telpher.metrics().sum("telpher_grpc_ends_total", "status=\"14\""), count -> count == 6);
    }
}
