package io.telpher.gateway.coalesce;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.gateway.Config;
import io.telpher.gateway.Requests;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoalesceTest {
    private static Sameness sameness(Object... config) {
        return new Sameness(Config.read(CoalesceConfig.SHAPE, map(config)));
    }

    private static boolean same(Sameness sameness, HttpRequest one, HttpRequest other) {
        @Nullable String key = sameness.apply(one);
        boolean same = key != null && key.equals(sameness.apply(other));
        assertThat(key == null || sameness.inStore(one).equals(sameness.inStore(other)) == same)
                .isTrue();
        return same;
    }

    @Test
    void theKeyIsReadStrictly() {
        assertThat(Config.read(CoalesceConfig.SHAPE, map()))
                .isEqualTo(new CoalesceConfig(List.of(), false, Duration.ofSeconds(5), 1 << 20, null));
        assertThat(Config.read(CoalesceConfig.SHAPE, map("store", "shared")).store())
                .isEqualTo("shared");
        assertThat(Config.read(CoalesceConfig.SHAPE, map("fields", "X-Tenant")).fields())
                .containsExactly(FieldName.of("x-tenant"));
        assertThat(Config.mistakes(CoalesceConfig.SHAPE, map("wait", "0s"))).contains("1ms to 5m");
        assertThat(Config.mistakes(CoalesceConfig.SHAPE, map("wait", "6m"))).contains("1ms to 5m");
        assertThat(Config.mistakes(CoalesceConfig.SHAPE, map("body", "65MiB"))).contains("64MiB");
        assertThat(Config.mistakes(CoalesceConfig.SHAPE, map("fields", "not a name")))
                .contains("field");
    }

    @Test
    void requestsForTheSameAreIdenticalWhoeverSendsThem() {
        HttpRequest one = Requests.request(Method.GET, "http://example.org/a?b=1", "192.0.2.1", "user-agent", "x");
        HttpRequest other = Requests.request(Method.GET, "http://example.org/a?b=1", "192.0.2.2", "user-agent", "y");
        assertThat(same(sameness(), one, other)).isTrue();
        assertThat(same(sameness(), one, Requests.get("/a?b=2"))).isFalse();
        assertThat(same(sameness(), one, one.withMethod(Method.HEAD))).isFalse();
        assertThat(same(sameness(), one, one.withAuthority("example.com"))).isFalse();
    }

    @Test
    void whoProvedToBeSomebodyElseIsSomebodyElseWhateverTheRequestShows() {
        HttpRequest alice = Requests.get("/");
        alice.exchange().identity(_ -> "alice");
        HttpRequest bob = Requests.get("/");
        bob.exchange().identity(_ -> "bob");
        HttpRequest again = Requests.get("/");
        again.exchange().identity(_ -> "alice");
        assertThat(same(sameness(), alice, bob)).isFalse();
        assertThat(same(sameness(), alice, Requests.get("/"))).isFalse();
        assertThat(same(sameness(), alice, again)).isTrue();
        assertThat(same(sameness("everybody", true), alice, bob)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "cookie", "x-api-key", "x-auth-token", "x-access-token", "client-cert"})
    void whoShowsOtherCredentialsIsSomebodyElse(String name) {
        HttpRequest one = Requests.get("/", name, "a");
        assertThat(same(sameness(), one, Requests.get("/", name, "a"))).isTrue();
        assertThat(same(sameness(), one, Requests.get("/", name, "b"))).isFalse();
        assertThat(same(sameness(), one, Requests.get("/"))).isFalse();
        assertThat(same(sameness("everybody", true), one, Requests.get("/"))).isTrue();
    }

    @Test
    void theFieldsOfTheConfigurationTellRequestsApart() {
        HttpRequest one = Requests.get("/", "x-tenant", "a");
        assertThat(same(sameness("fields", "X-Tenant"), one, Requests.get("/", "x-tenant", "b")))
                .isFalse();
        assertThat(same(sameness(), one, Requests.get("/", "x-tenant", "b"))).isTrue();
    }

    @Test
    void aValueCannotPassForAnotherField() {
        HttpRequest one = Requests.get("/", "range", "bytes=0-1", "cookie", "a");
        HttpRequest other = Requests.get("/", "range", "bytes=0-1 11:a");
        assertThat(same(sameness(), one, other)).isFalse();
    }

    @Test
    void whatMayChangeSomethingHasContentOrBecomesATunnelIsLikeNoOther() {
        assertThat(sameness().apply(Requests.get("/").withMethod(Method.of("POST"))))
                .isNull();
        assertThat(sameness().apply(Requests.get("/").withBody(Body.of("x")))).isNull();
        assertThat(sameness().apply(Requests.get("/", "upgrade", "websocket"))).isNull();
    }

    @Test
    void aStoreSeesThePathAndNoCredentials() {
        String key = sameness().inStore(Requests.get("/api/trending?secret=1", "authorization", "Bearer t0ken"));
        assertThat(key).matches("/api/trending#[0-9a-f]{32}").doesNotContain("t0ken", "secret");
    }
}
