package io.telpher.httpnetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.testkit.corpus.Corpus;
import io.telpher.testkit.corpus.CorpusVerdict;
import io.telpher.testkit.raw.RawOrigin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every response of the corpus against the real client, in three deliveries. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponseCorpusTest {
    private static final String AGAIN = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";
    private static final int PATIENCE_SECONDS = 20;

    private final Rig rig = new Rig(1);

    @AfterAll
    void close() throws Exception {
        rig.close();
    }

    static Stream<Arguments> cases() {
        return Corpus.ofResources("h1/response").stream()
                .flatMap(each -> Stream.of(Delivery.values()).map(delivery -> Arguments.of(each, delivery)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void isJudgedAsTheCorpusSays(Corpus.Case each, Delivery delivery) throws Exception {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        RawOrigin.Script script = connection -> {
            connection.request();
            if (connection.number() > 1) {
                connection.send(AGAIN + "2");
                connection.stall();
            }
            try {
                delivery.send(connection, each.raw());
            } catch (IOException e) {
                closed.complete(true); // the client has seen enough
            }
            sent.complete(true);
            if (each.eof()) {
                return;
            }
            closed.complete(connection.isClosed());
            connection.request();
            connection.send(AGAIN + "1");
            connection.stall();
        };
        try (RawOrigin origin = RawOrigin.scripted(script);
                HttpClient client = rig.client(origin.port(), ClientSettings.DEFAULT)) {
            new Judge(each, client, sent, closed).judge();
        }
    }

    /** One case under way. */
    private record Judge(
            Corpus.Case each, HttpClient client, CompletableFuture<Boolean> sent, CompletableFuture<Boolean> closed) {

        void judge() throws Exception {
            List<Integer> early = new ArrayList<>();
            HttpRequest request = Rig.request(Method.of(each.request()), "/", Body.empty());
            request.exchange().interimTo(interim -> early.add(interim.status()));
            CompletableFuture<Received> received = new CompletableFuture<>();
            Thread caller = Thread.ofVirtual().start(() -> received.complete(receive(request)));
            CorpusVerdict last = each.verdicts().getLast();
            switch (last) {
                case CorpusVerdict.Accept accept -> accepted(soon(received), accept);
                case CorpusVerdict.Refuse _ -> {
                    Throwable thrown = soon(received).thrown();
                    assertThat(kind(thrown)).as("%s", thrown).isEqualTo(Failure.Kind.PROTOCOL);
                    mustBeClosed();
                }
                case CorpusVerdict.Incomplete _ ->
                    assertThat(kind(soon(received).thrown())).isIn(Failure.Kind.INCOMPLETE, Failure.Kind.RESET);
                case CorpusVerdict.Wait _ -> {
                    soon(sent);
                    caller.interrupt();
                    mustBeClosed();
                    assertThat(soon(received).whole()).isFalse();
                }
                case CorpusVerdict.Early _ -> throw new AssertionError("a final response must follow");
            }
            if (!(last instanceof CorpusVerdict.Refuse)) { // how many come through before a refusal does not matter
                assertThat(early).isEqualTo(expectedEarly());
            }
        }

        private List<Integer> expectedEarly() {
            return each.verdicts().stream()
                    .filter(CorpusVerdict.Early.class::isInstance)
                    .map(verdict -> ((CorpusVerdict.Early) verdict).status())
                    .toList();
        }

        private Received receive(HttpRequest request) {
            try {
                HttpResponse response = client.call(request);
                byte[] body = response.body().readAll(1 << 20);
                return new Received(response, new String(body, ISO_8859_1), null);
            } catch (Exception e) {
                return new Received(null, "", e);
            }
        }

        private void accepted(Received received, CorpusVerdict.Accept accept) throws Exception {
            assertThat(received.thrown()).isNull();
            accept.attributes().forEach((name, value) -> compare(received, name, value));
            soon(sent);
            if (accept.close() && !each.eof()) {
                mustBeClosed();
            }
            byte[] connection = client.call(Rig.get("/again")).body().readAll(10);
            assertThat(new String(connection, ISO_8859_1))
                    .as("the connection that served the next request")
                    .isEqualTo(accept.close() ? "2" : "1");
        }

        private void mustBeClosed() throws Exception {
            if (!each.eof()) {
                assertThat(soon(closed)).as("the client closed").isTrue();
            }
        }

        private static void compare(Received received, String name, String value) {
            HttpResponse response = Objects.requireNonNull(received.response());
            String seen = switch (name) {
                case "status" -> String.valueOf(response.status());
                case "body" -> received.body();
                case "trailers" -> lines(response.body().trailers());
                case "field" -> lines(response.fields());
                case "reason" -> value; // nobody passes it on
                default -> throw new AssertionError(name);
            };
            if (name.equals("field")) {
                assertThat(seen.lines()).containsAll(value.lines().toList());
            } else {
                assertThat(seen).as(name).isEqualTo(value);
            }
        }

        private static String lines(Fields fields) {
            StringJoiner lines = new StringJoiner("\n");
            fields.forEach((name, value) -> lines.add(name.toLowerCase(Locale.ROOT) + ": " + value));
            return lines.toString();
        }

        private static Failure.Kind kind(@Nullable Throwable thrown) {
            Throwable cause = thrown instanceof IOException ? thrown.getCause() : thrown;
            return assertThatFailure(cause).kind();
        }

        private static Failure assertThatFailure(@Nullable Throwable cause) {
            assertThat(cause).isInstanceOf(Failure.class);
            return (Failure) Objects.requireNonNull(cause);
        }

        private static <T> T soon(CompletableFuture<T> future) throws Exception {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** What the caller got: a whole response, or what was thrown. */
    private record Received(
            @Nullable HttpResponse response,
            String body,
            @Nullable Throwable thrown) {
        boolean whole() {
            return thrown == null;
        }
    }
}
