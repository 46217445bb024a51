package io.telpher.gateway.idempotency;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.gateway.Config;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Requests;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyTest {
    private static final FieldName REPLAYED = FieldName.of("idempotent-replayed");

    private final FeatureContext context = Config.context();
    private final List<HttpRequest> executed = new ArrayList<>();
    private HttpResponse answer = HttpResponse.text(201, "made").with(FieldName.LOCATION, "/things/1");

    private HttpFilter filter(Object... config) {
        return new IdempotencyFeature().filter(Config.read(IdempotencyConfig.SHAPE, map(config)), context);
    }

    private HttpResponse ask(HttpFilter filter, HttpRequest request) throws Exception {
        return filter.call(request, sent -> {
            executed.add(sent);
            return answer;
        });
    }

    private static HttpRequest post(String path, String body, String... fields) {
        return Requests.request(Method.POST, "http://a" + path, "192.0.2.1", fields)
                .withBody(Body.of(body));
    }

    private static HttpRequest keyed(String body, String... more) {
        String[] key = {"Idempotency-Key", "\"k-1\""};
        return post(
                "/pay",
                body,
                Stream.concat(Arrays.stream(key), Arrays.stream(more)).toArray(String[]::new));
    }

    @Test
    void aKeyIsTheUsersWhateverTokenHeShows() throws Exception {
        HttpFilter filter = filter();
        ask(filter, by("one", "alice", keyed("10 EUR", "authorization", "Bearer first")));
        HttpResponse repeat = ask(filter, by("one", "alice", keyed("10 EUR", "authorization", "Bearer renewed")));
        assertThat(repeat.fields().contains(REPLAYED)).isTrue();
        ask(filter, by("one", "bob", keyed("10 EUR", "authorization", "Bearer first")));
        ask(filter, by("two", "alice", keyed("10 EUR", "authorization", "Bearer first")));
        ask(filter, by("one", null, keyed("10 EUR", "authorization", "Bearer first")));
        ask(filter, keyed("10 EUR", "authorization", "Bearer first"));
        assertThat(executed).hasSize(5);
    }

    private static HttpRequest by(String issuer, @Nullable String user, HttpRequest request) {
        request.exchange().identity(name -> name.equals("iss") ? issuer : name.equals("sub") ? user : null);
        return request;
    }

    @Test
    void aRepeatGetsTheSameAnswerAndSaysSo() throws Exception {
        HttpFilter filter = filter();
        HttpResponse first = ask(filter, keyed("10 EUR"));
        assertThat(first.fields().contains(REPLAYED)).isFalse();
        assertThat(Requests.text(first)).isEqualTo("made");
        answer = HttpResponse.text(201, "made again");

        HttpResponse repeat = ask(filter, keyed("10 EUR"));
        assertThat(repeat.status()).isEqualTo(201);
        assertThat(Requests.text(repeat)).isEqualTo("made");
        assertThat(repeat.fields().value(FieldName.LOCATION)).isEqualTo("/things/1");
        assertThat(repeat.fields().value(REPLAYED)).isEqualTo("true");
        assertThat(executed).hasSize(1);
        assertThat(executed.getFirst().fields().contains(FieldName.of("idempotency-key")))
                .isTrue();
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() throws Exception {
        HttpFilter filter = filter();
        ask(filter, keyed("10 EUR"));
        assertThat(ask(filter, keyed("11 EUR")).status()).isEqualTo(422);
        assertThat(ask(filter, post("/pay?x", "10 EUR", "Idempotency-Key", "\"k-1\""))
                        .status())
                .isEqualTo(422);
        assertThat(executed).hasSize(1);
    }

    @Test
    void keysAreTheCallersOwn() throws Exception {
        HttpFilter filter = filter();
        ask(filter, keyed("x", "Authorization", "Bearer a"));
        ask(filter, keyed("x", "Authorization", "Bearer b"));
        ask(filter, keyed("x"));
        assertThat(executed).hasSize(3);

        HttpFilter byUser = filter("scope", "header:X-User");
        ask(byUser, keyed("x", "Authorization", "Bearer c", "X-User", "ada"));
        assertThat(ask(byUser, keyed("x", "Authorization", "Bearer d", "X-User", "ada"))
                        .fields()
                        .contains(REPLAYED))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 408, 409, 425, 429, 500, 502, 503, 504})
    void whatIsNotFinalIsExecutedAgain(int status) throws Exception {
        HttpFilter filter = filter();
        answer = HttpResponse.of(status);
        assertThat(ask(filter, keyed("x")).status()).isEqualTo(status);
        answer = HttpResponse.of(204);
        assertThat(ask(filter, keyed("x")).status()).isEqualTo(204);
        assertThat(executed).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 303, 400, 404, 422})
    void whatIsFinalIsNot(int status) throws Exception {
        HttpFilter filter = filter();
        answer = HttpResponse.of(status);
        ask(filter, keyed("x"));
        assertThat(ask(filter, keyed("x")).status()).isEqualTo(status);
        assertThat(executed).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "\"a", "a,b"})
    void aKeyThatIsNoneIsRefused(String key) throws Exception {
        assertThat(ask(filter(), post("/", "x", "Idempotency-Key", key)).status())
                .isEqualTo(400);
        assertThat(executed).isEmpty();
    }

    @Test
    void aKeyIsNeededOnlyWhereTheRouteSaysSo() throws Exception {
        assertThat(ask(filter(), post("/", "x")).status()).isEqualTo(201);
        assertThat(ask(filter("required", true), post("/", "x")).status()).isEqualTo(400);
        assertThat(ask(filter(), post("/", "x", "Idempotency-Key", "a", "Idempotency-Key", "b"))
                        .status())
                .isEqualTo(400);
        assertThat(ask(filter("required", true), Requests.get("/")).status()).isEqualTo(201);
    }

    @Test
    void aBodyHasALimit() throws Exception {
        assertThat(ask(filter("body", "4B"), keyed("12345")).status()).isEqualTo(413);
        assertThat(ask(filter("body", "5B"), keyed("12345")).status()).isEqualTo(201);
    }

    @Test
    void anAnswerThatIsTooLongIsPassedOnAndNotExecutedAgain() throws Exception {
        HttpFilter filter = filter("answer", "3B");
        assertThat(Requests.text(ask(filter, keyed("x")))).isEqualTo("made");
        assertThat(ask(filter, keyed("x")).status()).isEqualTo(409);
        assertThat(executed).hasSize(1);
    }

    @Test
    void mistakesAreTold() {
        for (Object bad : List.of(
                map("method", "GET"),
                map("scope", "header:"),
                map("scope", "user"),
                map("body", "2MiB"),
                map("lease", "31d"))) {
            assertThat(Config.mistakes(IdempotencyConfig.SHAPE, bad)).isNotEmpty();
        }
    }
}
