package io.telpher.httpnetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.testkit.corpus.Corpus;
import io.telpher.testkit.corpus.CorpusVerdict;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import java.io.IOException;
import java.net.SocketException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every request of the corpus against the real server, in three deliveries. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestCorpusTest {
    private static final HexFormat HEX = HexFormat.of();

    private final Rig rig = new Rig(1);
    private int port;

    @BeforeAll
    void serve() throws Exception {
        port = rig.serve(ServerSettings.DEFAULT, RequestCorpusTest::echo)
                .address()
                .getPort();
    }

    @AfterAll
    void close() throws Exception {
        rig.close();
    }

    /** Says in fields, in hexadecimal, what was understood: so it can also answer HEAD. */
    private static HttpResponse echo(HttpRequest request) throws IOException {
        byte[] body = request.body().readAll(1 << 20);
        boolean connect = request.method().name().equals("CONNECT");
        return HttpResponse.of(
                connect ? 405 : 200,
                Fields.of(
                        seen("method", request.method().name()),
                        seen("target", connect ? request.authority() : request.target()),
                        seen("version", request.version().name()),
                        seen("authority", request.authority()),
                        seen("body", new String(body, ISO_8859_1)),
                        seen("trailers", lines(request.body().trailers())),
                        seen("field", lines(request.fields()))),
                Body.of(body));
    }

    private static Field seen(String attribute, String value) {
        return Field.of(FieldName.of("seen-" + attribute), HEX.formatHex(value.getBytes(ISO_8859_1)));
    }

    private static String lines(Fields fields) {
        StringJoiner lines = new StringJoiner("\n");
        fields.forEach((name, value) -> lines.add(name.toLowerCase(Locale.ROOT) + ": " + value));
        return lines.toString();
    }

    static Stream<Arguments> cases() {
        return Corpus.ofResources("h1/request").stream()
                .flatMap(each -> Stream.of(Delivery.values()).map(delivery -> Arguments.of(each, delivery)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void isJudgedAsTheCorpusSays(Corpus.Case each, Delivery delivery) throws Exception {
        try (RawClient client = RawClient.plain(port)) {
            send(client, each, delivery);
            for (CorpusVerdict verdict : each.verdicts()) {
                judge(client, each, verdict);
            }
        }
    }

    private static void send(RawClient client, Corpus.Case each, Delivery delivery) throws IOException {
        try {
            delivery.send(client, each.raw());
        } catch (SocketException e) {
            assertThat(each.verdicts().getLast().last())
                    .as("closed while we were still sending: " + e.getMessage())
                    .isTrue();
        }
    }

    private static void judge(RawClient client, Corpus.Case each, CorpusVerdict verdict) throws IOException {
        switch (verdict) {
            case CorpusVerdict.Accept accept -> {
                RawMessage response = answer(client, accept);
                accept.attributes().forEach((name, value) -> compare(response, name, value));
                assertThat(response.first("connection").equals("close")).isEqualTo(accept.close());
                if (accept.close()) {
                    assertThat(client.readUntilClosed()).isEmpty();
                }
            }
            case CorpusVerdict.Refuse refuse -> {
                RawMessage response = client.readResponse();
                assertThat(response.status()).isIn(refuse.statuses());
                assertThat(response.first("content-type")).isEqualTo("application/problem+json");
                assertThat(response.first("connection")).isEqualTo("close");
                assertThat(client.readUntilClosed()).isEmpty();
            }
            case CorpusVerdict.Wait _, CorpusVerdict.Incomplete _ -> {
                client.finish();
                assertThat(client.readUntilClosed())
                        .as("whole answers to " + each)
                        .isEmpty();
            }
            case CorpusVerdict.Early _ -> throw new AssertionError("no verdict for a request");
        }
    }

    private static RawMessage answer(RawClient client, CorpusVerdict.Accept accept) throws IOException {
        if (Method.HEAD.name().equals(accept.value("method"))) {
            return client.readResponseHead();
        }
        RawMessage response = client.readResponse();
        return response.status() == 100 ? client.readResponse() : response;
    }

    private static void compare(RawMessage response, String name, String value) {
        String seen = new String(HEX.parseHex(response.first("seen-" + name)), ISO_8859_1);
        switch (name) {
            case "field" -> assertThat(seen.lines()).containsAll(value.lines().toList());
            case "version" -> assertThat(seen).isEqualTo("HTTP_" + value.replace('.', '_'));
            default -> assertThat(seen).as(name).isEqualTo(value);
        }
    }
}
