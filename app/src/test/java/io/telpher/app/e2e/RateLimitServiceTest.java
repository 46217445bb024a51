package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor;
import io.envoyproxy.envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.RateLimitOverride;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitRequest;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.Code;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.DescriptorStatus;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitResponse.RateLimit.Unit;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitServiceGrpc;
import io.envoyproxy.envoy.service.ratelimit.v3.RateLimitServiceGrpc.RateLimitServiceBlockingStub;
import io.envoyproxy.envoy.type.v3.RateLimitUnit;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.telpher.testkit.server.RealGrpc;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Envoy's rate limit service as grpc-java asks it, with the classes that are published for Envoy's protocol. */
class RateLimitServiceTest {
    @TempDir
    private static Path folder;

    private static RunningTelpher telpher;
    private static ManagedChannel channel;
    private static RateLimitServiceBlockingStub service;

    @BeforeAll
    static void start() throws Exception {
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                routes:
                  - match: {path: /envoy.service.ratelimit.v3.RateLimitService/**}
                    rate-limit-service:
                      domain: edge
                      limits:
                        - {descriptor: remote_address, limit: 3/day, algorithm: sliding-window}
                        - {descriptor: [path=/login, remote_address], limit: 2/hour, name: logins, algorithm: sliding-window}
                        - {descriptor: [path, remote_address], limit: 100/min}
                        - {descriptor: quiet, limit: 1/day, shadow: true}
                """);
        channel = RealGrpc.channel(telpher.port());
        service = RateLimitServiceGrpc.newBlockingStub(channel);
    }

    @AfterAll
    static void stop() throws Exception {
        channel.shutdownNow();
        telpher.close();
    }

    private static RateLimitDescriptor.Builder descriptor(String... entries) {
        RateLimitDescriptor.Builder builder = RateLimitDescriptor.newBuilder();
        for (int i = 0; i < entries.length; i += 2) {
            builder.addEntriesBuilder().setKey(entries[i]).setValue(entries[i + 1]);
        }
        return builder;
    }

    private static RateLimitRequest.Builder request(RateLimitDescriptor.Builder... descriptors) {
        RateLimitRequest.Builder builder = RateLimitRequest.newBuilder().setDomain("edge");
        for (RateLimitDescriptor.Builder descriptor : descriptors) {
            builder.addDescriptors(descriptor);
        }
        return builder;
    }

    private static RateLimitResponse ask(RateLimitRequest.Builder request) {
        return service.shouldRateLimit(request.build());
    }

    @Test
    void eachValueHasAQuotaOfItsOwn() {
        for (int left = 2; left >= 0; left--) {
            RateLimitResponse answer = ask(request(descriptor("remote_address", "192.0.2.1")));
            assertThat(answer.getOverallCode()).isEqualTo(Code.OK);
            assertThat(answer.getStatuses(0).getLimitRemaining()).isEqualTo(left);
        }
        RateLimitResponse over = ask(request(descriptor("remote_address", "192.0.2.1")));
        assertThat(over.getOverallCode()).isEqualTo(Code.OVER_LIMIT);
        DescriptorStatus status = over.getStatuses(0);
        assertThat(status.getCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(status.getCurrentLimit().getRequestsPerUnit()).isEqualTo(3);
        assertThat(status.getCurrentLimit().getUnit()).isEqualTo(Unit.DAY);
        assertThat(status.getCurrentLimit().getName()).isEqualTo("remote_address");
        assertThat(status.getDurationUntilReset().getSeconds()).isBetween(0L, 86_400L);
        assertThat(ask(request(descriptor("remote_address", "192.0.2.2"))).getOverallCode())
                .isEqualTo(Code.OK);
    }

    @Test
    void theMoreSpecialLimitGoesAndEachDescriptorCountsForItself() {
        RateLimitDescriptor.Builder login = descriptor("path", "/login", "remote_address", "192.0.2.3");
        RateLimitDescriptor.Builder other = descriptor("path", "/", "remote_address", "192.0.2.3");
        RateLimitResponse first = ask(request(login, other).setHitsAddend(2));
        assertThat(first.getOverallCode()).isEqualTo(Code.OK);
        assertThat(first.getStatuses(0).getCurrentLimit().getName()).isEqualTo("logins");
        assertThat(first.getStatuses(1).getCurrentLimit().getUnit()).isEqualTo(Unit.MINUTE);
        RateLimitResponse second = ask(request(login, other, descriptor("unknown", "x")));
        assertThat(second.getOverallCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(second.getStatusesList())
                .extracting(DescriptorStatus::getCode)
                .containsExactly(Code.OVER_LIMIT, Code.OK, Code.OK);
        assertThat(second.getStatuses(1).getLimitRemaining())
                .as("counted although the first was refused; a minute may have passed")
                .isBetween(97, 99);
        assertThat(second.getStatuses(2).hasCurrentLimit()).isFalse();
    }

    @Test
    void aDescriptorMayBringALimitOfItsOwn() {
        RateLimitDescriptor.Builder own = descriptor("remote_address", "192.0.2.4")
                .setLimit(RateLimitOverride.newBuilder().setRequestsPerUnit(1).setUnit(RateLimitUnit.DAY));
        assertThat(ask(request(own)).getOverallCode()).isEqualTo(Code.OK);
        RateLimitResponse over = ask(request(own));
        assertThat(over.getOverallCode()).isEqualTo(Code.OVER_LIMIT);
        assertThat(over.getStatuses(0).getCurrentLimit().getRequestsPerUnit()).isEqualTo(1);
    }

    @Test
    void aShadowNeverSaysOver() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(ask(request(descriptor("quiet", "x"))).getOverallCode()).isEqualTo(Code.OK);
        }
        assertThat(RunningTelpher.curl(telpher.adminUrl("/metrics")).succeeded().out())
                .contains("telpher_rate_limit_service_total{domain=\"edge\",limit=\"quiet\",outcome=\"shadow\"} 2.0");
    }

    @Test
    void anUnknownDomainIsNotLimitedAndNoneIsAMistake() {
        assertThat(ask(request(descriptor("remote_address", "192.0.2.9")).setDomain("other"))
                        .getOverallCode())
                .isEqualTo(Code.OK);
        assertThatThrownBy(() -> ask(RateLimitRequest.newBuilder()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        thrown -> assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
    }
}
