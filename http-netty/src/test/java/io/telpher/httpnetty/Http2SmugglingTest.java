package io.telpher.httpnetty;

import static io.telpher.testkit.raw.H2Frames.PROTOCOL_ERROR;
import static io.telpher.testkit.raw.H2Frames.data;
import static io.telpher.testkit.raw.H2Frames.get;
import static io.telpher.testkit.raw.H2Frames.headers;
import static io.telpher.testkit.raw.H2Frames.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.raw.H2Frames;
import io.telpher.testkit.raw.RawH2;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests of HTTP/2 that would be others, or two, once they are written as HTTP/1.1 (field names and values with line
 * ends, lengths that lie, fields of connections), through server and client: what is refused never reaches the origin, its
 * neighbours on the connection and its benign twin do.
 */
class Http2SmugglingTest {
    private static final String EVIL = "GET /evil HTTP/1.1\r\nHost: a.example\r\n\r\n";

    private final Rig rig = new Rig(1);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private RawH2 through(RawOrigin origin) throws Exception {
        HttpClient upstream = rig.client(origin.port(), ClientSettings.DEFAULT);
        return RawH2.plain(rig.serve(ServerSettings.DEFAULT, upstream::call).address());
    }

    private static RawOrigin origin() throws Exception {
        return RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }

    /** What stream 1 sends is answered with an error or reset, and the origin sees the request of stream 3 only. */
    private void refused(byte[]... frames) throws Exception {
        try (RawOrigin origin = origin();
                RawH2 client = through(origin)) {
            client.send(frames);
            RawH2.Frame end = client.next();
            while (end.stream() != 1) {
                end = client.next();
            }
            if (end.type() == H2Frames.RST_STREAM) {
                assertThat(end.number(0)).isEqualTo(PROTOCOL_ERROR);
            } else {
                assertThat(end.status()).isBetween(400, 499);
            }
            assertThat(client.serves(3)).isTrue();
            assertThat(origin.requests())
                    .allSatisfy(seen -> assertThat(seen.startLine()).isEqualTo("GET / HTTP/1.1"))
                    .allSatisfy(seen -> assertThat(seen.toString()).doesNotContain("evil"))
                    .hasSize(1);
        }
    }

    /** The origin sees one request, which is given. */
    private RawMessage passed(byte[]... frames) throws Exception {
        try (RawOrigin origin = origin();
                RawH2 client = through(origin)) {
            client.send(frames);
            assertThat(client.answer(1).status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(1);
            return origin.requests().getFirst();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x|a\r\n\r\nGET /evil HTTP/1.1\r\nHost: a",
                "x|a\r\nx-evil: 1",
                "x|a\nx-evil: 1",
                "x|a\0",
                "x: a\r\nevil|1",
                "x\r\n\r\nGET /evil|1",
                "x |1",
                "|evil",
                "X-Evil|1"
            })
    void lineEndsAndOddNamesCve202325725(String field) throws Exception {
        String[] parts = field.split("\\|", 2);
        refused(get(1, "/", parts[0], parts[1]));
    }

    @Test
    void fieldsThatLookLikeThemPass() throws Exception {
        RawMessage seen = passed(get(1, "/", "x", "a, b\t: c", "x-empty", "", "x_y", "\u00e9"));

        assertThat(seen.first("x")).isEqualTo("a, b\t: c");
        assertThat(seen.all("x-empty")).containsExactly("");
        assertThat(seen.first("x_y")).isEqualTo("\u00e9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transfer-encoding|chunked",
                "connection|transfer-encoding",
                "connection|close, x-forwarded-for",
                "proxy-connection|keep-alive",
                "keep-alive|timeout=1",
                "upgrade|h2c",
                "te|trailers, deflate"
            })
    void fieldsOfConnections(String field) throws Exception {
        String[] parts = field.split("\\|", 2);
        refused(request(1, false, "POST", "/", parts[0], parts[1]), data(1, true, "0\r\n\r\n" + EVIL));
    }

    @Test
    void teTrailersPasses() throws Exception {
        assertThat(passed(get(1, "/", "te", "trailers")).first("te")).isEqualTo("trailers");
    }

    @Test
    void aLengthThatLies() throws Exception {
        refused(request(1, false, "POST", "/", "content-length", "3"), data(1, true, "abc" + EVIL));
        refused(request(1, false, "POST", "/", "content-length", "500"), data(1, true, EVIL));
        refused(request(1, true, "POST", "/", "content-length", "5"));
        assertThat(passed(request(1, false, "POST", "/", "content-length", "3"), data(1, true, "abc"))
                        .text())
                .isEqualTo("abc");
    }

    @Test
    void aLengthOfZeroAndContentCve202633555() throws Exception {
        refused(request(1, false, "POST", "/", "content-length", "0"), data(1, true, EVIL));
        RawMessage seen = passed(request(1, false, "POST", "/", "content-length", "0"), data(1, true, ""));
        assertThat(seen.text()).isEmpty();
        assertThat(seen.all("content-length")).containsExactly("0");
    }

    @Test
    void twoLengths() throws Exception {
        refused(
                request(1, false, "POST", "/", "content-length", "0", "content-length", "" + EVIL.length()),
                data(1, true, EVIL));
        refused(request(1, false, "POST", "/", "content-length", "3, 3"), data(1, true, "abc"));
    }

    @Test
    void contentWithoutALengthIsFramedByUs() throws Exception {
        RawMessage seen = passed(request(1, false, "POST", "/"), data(1, false, "0\r\n\r\n"), data(1, true, EVIL));

        assertThat(seen.all("transfer-encoding")).containsExactly("chunked");
        assertThat(seen.text()).isEqualTo("0\r\n\r\n" + EVIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ HTTP/1.1\r\nHost: evil\r\n\r\nGET /evil",
                "/evil HTTP/1.1",
                "http://evil.example/",
                "//evil\0",
                "evil",
                "*",
                "",
                "/evil#f",
                "/\u00e9vil"
            })
    void paths(String path) throws Exception {
        refused(get(1, path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nx:", "GET /evil", "", "G\0T"})
    void methods(String method) throws Exception {
        refused(request(1, true, method, "/"));
    }

    @Test
    void hostAndAuthority() throws Exception {
        refused(get(1, "/", "host", "evil.example"));
        refused(headers(1, true, ":method", "GET", ":scheme", "http", ":path", "/evil"));
        refused(headers(1, true, ":method", "GET", ":scheme", "http", ":authority", "a.example@evil", ":path", "/"));
        refused(headers(1, true, ":method", "GET", ":scheme", "http", ":authority", "a\r\nx: evil", ":path", "/"));
        assertThat(passed(get(1, "/", "host", "a.example")).all("host")).containsExactly("a.example");
    }

    @Test
    void pseudoHeaderFieldsTwiceLateOrUnknown() throws Exception {
        refused(get(1, "/", ":path", "/evil"));
        refused(headers(
                1, true, ":method", "GET", ":scheme", "http", ":path", "/evil", ":path", "/", ":authority", "a"));
        refused(get(1, "/", "x", "1", ":authority", "evil"));
        refused(headers(1, true, ":evil", "1", ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"));
        refused(headers(1, true, ":method", "GET", ":scheme", "x\r\n", ":path", "/evil", ":authority", "a"));
    }

    @Test
    void trailersNameNothingThatFrames() throws Exception {
        refused(request(1, false, "POST", "/"), data(1, false, "a"), headers(1, true, ":path", "/evil"));
        refused(request(1, false, "POST", "/"), data(1, false, "a"), headers(1, true, "x", "1\r\nevil: 1"));
        RawMessage seen =
                passed(request(1, false, "POST", "/"), data(1, false, "a"), headers(1, true, "x-checksum", "1"));
        assertThat(seen.trailers()).containsExactly(new RawMessage.Line("x-checksum", "1"));
    }

    @Test
    void cookieCrumbsAreOneCookie() throws Exception {
        assertThat(passed(get(1, "/", "cookie", "a=1", "x", "1", "cookie", "b=2"))
                        .all("cookie"))
                .containsExactly("a=1; b=2");
    }
}
