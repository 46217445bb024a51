package io.telpher.httpnetty.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.RequestHead;
import io.telpher.httpnetty.wire.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodedHeadTest {
    private static final String GET = ":method|GET,:scheme|https,:authority|example.org,:path|/a";

    private final RequestHead.HostMemo hosts = new RequestHead.HostMemo();
    private final HpackDecoder decoder = new HpackDecoder();
    private final DecodedHead head = new DecodedHead(HeadLimits.DEFAULT);

    private DecodedHead decoded(String fields) throws BadFrame {
        byte[] block = RawBlock.of(fields);
        decoder.decode(block, 0, block.length, head);
        return head;
    }

    private RequestHead request(String fields) throws BadFrame, BadMessage {
        return decoded(fields).request(true, hosts);
    }

    private BadMessage refused(String fields) {
        try {
            RequestHead taken = decoded(fields).request(true, hosts);
            throw new AssertionError(fields + " was taken as " + taken);
        } catch (BadMessage e) {
            return e;
        } catch (BadFrame e) {
            throw new AssertionError("that is no breach of the connection", e);
        }
    }

    @Test
    void aRequestIsReadAsOneOfHttp1WouldBe() throws Exception {
        RequestHead request = request(
                ":method|POST,:scheme|https,:authority|EXAMPLE.org:443,:path|/a/./b?q=1,accept|*/*,content-length|0,te|trailers");

        assertThat(request.method()).isEqualTo(Method.POST);
        assertThat(request.authority()).isEqualTo("example.org:443");
        assertThat(request.target().path()).isEqualTo("/a/b");
        assertThat(request.target().query()).isEqualTo("q=1");
        assertThat(request.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(request.length()).isZero();
        assertThat(request.fields().value(FieldName.of("accept"))).isEqualTo("*/*");
        assertThat(request.fields().contains(FieldName.CONTENT_LENGTH)).isFalse();
        assertThat(request.fields().value(FieldName.TE)).isEqualTo("trailers");
        assertThat(head.scheme()).isEqualTo("https");
        assertThat(lines(request.fields())).isEqualTo("accept: */*\r\nte: trailers\r\n");
    }

    private static String lines(Fields fields) {
        StringBuilder text = new StringBuilder();
        fields.lines(
                (bytes, offset, length) -> text.append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1)));
        return text.toString();
    }

    @Test
    void aBodyHasTheLengthThatWasSaidOrNone() throws Exception {
        String post = ":method|POST,:scheme|https,:authority|a,:path|/";

        assertThat(decoded(post).request(false, hosts).length()).isEqualTo(-1);
        assertThat(decoded(post + ",content-length|12").request(false, hosts).length())
                .isEqualTo(12);
        assertThat(decoded(post).request(true, hosts).length()).isZero();
        assertThat(decoded(post + ",expect|100-continue").request(false, hosts).expectContinue())
                .isTrue();
        assertThat(decoded(post + ",expect|100-continue").request(true, hosts).expectContinue())
                .isFalse();
    }

    /** What HTTP/1.1 would read as something else: the classes of H2-to-H1 smuggling (RFC 9113 §8.2 and §10.3). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // CR, LF and NUL in values, in names, in pseudo-header fields
                "x-a|b\r\nx-smuggled: 1",
                "x-a|b\nc",
                "x-a|b\rc",
                "x-a|b\0",
                "x-a\r\nb|c",
                "x-a: b\r\nx|c",
                // names
                "|no name",
                "X-Upper|1",
                "x a|1",
                "x-a:|1",
                " x|1",
                "x\u00e9|1",
                "x\0|1",
                ":unknown|1",
                // white space around values
                "x-a| b",
                "x-a|b ",
                "x-a|\tb",
                // what belongs to connections of HTTP/1.1
                "connection|close",
                "connection|x-forwarded-for",
                "keep-alive|timeout=5",
                "proxy-connection|keep-alive",
                "transfer-encoding|chunked",
                "transfer-encoding|identity",
                "upgrade|websocket",
                "te|gzip",
                "te|trailers, chunked",
                // lengths
                "content-length|5",
                "content-length|0,content-length|0",
                "content-length|+0",
                "content-length|",
                "content-length|0x0",
                // who is asked
                "host|other.example",
                "host|example.org,host|example.org",
                // a pseudo-header field behind another
                "x-a|1,:path|/b",
                "x-a|1,:method|PUT",
                ":path|/b",
                ":method|PUT",
                ":authority|b",
                ":status|200",
                ":protocol|websocket"
            })
    void whatWouldSmuggleIsRefused(String addition) {
        assertThat(refused(GET + "," + addition).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-a|b c\td",
                "x-a|",
                "x-a|\u00e9\u00ff",
                "x_a|1",
                "te|trailers",
                "content-length|0",
                "host|example.org",
                "host|EXAMPLE.ORG",
                "priority|u=1",
                "cookie|a=b"
            })
    void whatLooksLikeItIsTaken(String addition) throws Exception {
        assertThat(request(GET + "," + addition).target().path()).isEqualTo("/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":scheme|https,:authority|a,:path|/",
                ":method|GET,:authority|a,:path|/",
                ":method|GET,:scheme|https,:authority|a",
                ":method|GET,:scheme|https,:path|/",
                ":method|GET,:scheme|https,:authority|,:path|/",
                ":method|GET,:scheme|https,:authority|a,:path|",
                ":method|GET,:scheme|ftp,:authority|a,:path|/",
                ":method|GET,:scheme|https,:authority|user@a,:path|/",
                ":method|GET,:scheme|https,:authority|a b,:path|/",
                ":method|GET,:scheme|https,:authority|a,:path|http://b/",
                ":method|GET,:scheme|https,:authority|a,:path|a",
                ":method|GET,:scheme|https,:authority|a,:path|*",
                ":method|GET,:scheme|https,:authority|a,:path|/a b",
                ":method|GET,:scheme|https,:authority|a,:path|/a HTTP/1.1",
                ":method|GET,:scheme|https,:authority|a,:path|/#f",
                ":method|GET / HTTP/1.1,:scheme|https,:authority|a,:path|/",
                ":method|,:scheme|https,:authority|a,:path|/",
                ":method|CONNECT,:scheme|https,:authority|a:1,:path|/",
                ":method|CONNECT,:authority|a",
                ":method|CONNECT",
                ":method|CONNECT,:protocol|websocket,:authority|a",
                ":method|GET,:scheme|https,:authority|a,:path|/,:method|GET",
            })
    void aRequestWithoutWhatItNeedsIsRefused(String fields) {
        assertThat(refused(fields).status()).isEqualTo(400);
    }

    @Test
    void connectAndAsteriskAndHostAloneAreTaken() throws Exception {
        assertThat(request(":method|CONNECT,:authority|a:443").authority()).isEqualTo("a:443");
        assertThat(request(":method|OPTIONS,:scheme|http,:authority|a,:path|*")
                        .target()
                        .path())
                .isEqualTo("*");
        assertThat(request(":method|GET,:scheme|http,:path|/,host|A").authority())
                .isEqualTo("a");
    }

    @Test
    void anExtendedConnectNamesItsProtocolAndItsPath() throws Exception {
        RequestHead request = decoded(
                        ":method|CONNECT,:protocol|websocket,:scheme|https,:authority|a,:path|/chat,sec-websocket-version|13")
                .request(false, hosts);

        assertThat(request.method()).isEqualTo(Method.CONNECT);
        assertThat(request.upgrade()).isTrue();
        assertThat(request.target().path()).isEqualTo("/chat");
        assertThat(head.protocol()).isEqualTo("websocket");
    }

    @Test
    void anotherExpectationIsRefused() {
        assertThat(refused(GET + ",expect|the-worst").status()).isEqualTo(417);
    }

    @Test
    void cookieCrumbsAreJoinedWhereverTheyStand() throws Exception {
        RequestHead request = request(GET + ",cookie|a=1,x-a|1,cookie|b=2,cookie|c=3,x-b|2");

        assertThat(request.fields().values(FieldName.COOKIE)).containsExactly("a=1; b=2; c=3");
        assertThat(lines(request.fields())).isEqualTo("x-a: 1\r\nx-b: 2\r\ncookie: a=1; b=2; c=3\r\n");
    }

    @Test
    void asManyCrumbsAsAreAllowedAreOneField() throws Exception {
        String crumbs = ",cookie|a=1".repeat(DecodedHead.CRUMBS_MAX);

        assertThat(request(GET + crumbs).fields().size()).isEqualTo(1);
        assertThat(refused(GET + crumbs + ",cookie|b=1").status()).isEqualTo(431);
    }

    @Test
    void asManyFieldsAsAreAllowedAreTaken() throws Exception {
        String fields = ",x-a|1".repeat(HeadLimits.DEFAULT.fields());

        assertThat(request(GET + fields).fields().size()).isEqualTo(HeadLimits.DEFAULT.fields());
        assertThat(refused(GET + fields + ",x-b|1").status()).isEqualTo(431);
        assertThat(refused(GET + fields + ",cookie|b=1").status()).isEqualTo(431);
    }

    @Test
    void aHeadOfTheLargestSizeIsTaken() throws Exception {
        int rest = HeadLimits.DEFAULT.bytes() - 4 * 32 - ":method:scheme:authority:path".length();
        int used = "GEThttpsexample.org/a".length() + "x-a".length() + 32;

        assertThat(request(GET + ",x-a|" + "v".repeat(rest - used)).fields().size())
                .isEqualTo(1);
        assertThat(refused(GET + ",x-a|" + "v".repeat(rest - used + 1)).status())
                .isEqualTo(431);
    }

    @Test
    void aLongPathIsRefused() throws Exception {
        String get = ":method|GET,:scheme|https,:authority|a,:path|/";

        assertThat(request(get + "p".repeat(8 * 1024 - 1)).target().path()).hasSize(8 * 1024);
        assertThat(refused(get + "p".repeat(8 * 1024)).status()).isEqualTo(414);
    }

    /** The HTTP/2 bomb (CVE-2026-49975): one byte on the wire for each copy of a large field. */
    @Test
    void aBombCostsNoMoreThanItsLimitAndTheConnectionGoesOn() throws Exception {
        byte[] first = RawBlock.indexing("x-bomb", "b".repeat(4000));
        byte[] block = Arrays.copyOf(first, 1 << 20);
        Arrays.fill(block, first.length, block.length, (byte) (0x80 | 62));
        decoder.decode(block, 0, block.length, head);

        assertThatThrownBy(() -> head.request(true, hosts))
                .isInstanceOfSatisfying(
                        BadMessage.class, e -> assertThat(e.status()).isEqualTo(431));
        assertThat(head.bytes().length).isLessThan(3 * HeadLimits.DEFAULT.bytes());
        assertThat(request(GET).target().path()).isEqualTo("/a");
    }

    @Test
    void aBombOfEmptyFieldsAndOneOfCrumbsAreRefused() throws Exception {
        for (byte[] first : new byte[][] {RawBlock.indexing("a", ""), RawBlock.indexing("cookie", "")}) {
            byte[] block = Arrays.copyOf(first, 100_000);
            Arrays.fill(block, first.length, block.length, (byte) (0x80 | 62));
            decoder.decode(block, 0, block.length, head);
            assertThatThrownBy(() -> head.request(true, hosts))
                    .isInstanceOfSatisfying(
                            BadMessage.class, e -> assertThat(e.status()).isEqualTo(431));
            assertThat(head.bytes().length).isLessThan(8 * 1024);
        }
    }

    @Test
    void whatARefusedHeadIndexedIsKnownToTheNext() throws Exception {
        byte[] refused = RawBlock.indexing("connection", "close");
        decoder.decode(refused, 0, refused.length, head);
        byte[] more = RawBlock.indexing("x-b", "2");
        decoder.decode(more, 0, more.length, head);
        byte[] next = {(byte) (0x80 | 62)};
        decoder.decode(next, 0, 1, head);
        assertThat(lines(head.trailers())).isEqualTo("x-b: 2\r\n");

        byte[] again = {(byte) (0x80 | 63)};
        decoder.decode(again, 0, 1, head);
        assertThatThrownBy(head::trailers).isInstanceOf(BadMessage.class);
    }

    @Test
    void whatIsNeverToBeIndexedStaysSoWhenItIsForwarded() throws Exception {
        byte[] secret = RawBlock.never("x-api-key", "k");
        HpackEncoder encoder = new HpackEncoder();
        Block block = new Block();
        for (int i = 0; i < 3; i++) {
            decoder.decode(secret, 0, secret.length, head);
            encoder.begin(block).fields(head.trailers());
            assertThat(block.bytes()[0]).isEqualTo((byte) 0x10);
        }
    }

    @Test
    void aResponseIsRead() throws Exception {
        ResponseHead response = decoded(":status|200,content-length|5,x-a|1").response(Method.GET, false);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.length()).isEqualTo(5);
        assertThat(lines(response.fields())).isEqualTo("x-a: 1\r\n");
        assertThat(decoded(":status|200").response(Method.GET, false).length()).isEqualTo(ResponseHead.CHUNKED);
        assertThat(decoded(":status|103,link|</a>").response(Method.GET, false).status())
                .isEqualTo(103);
    }

    @Test
    void aLengthThatIsOnlyDescribedIsShown() throws Exception {
        ResponseHead response = decoded(":status|200,content-length|5").response(Method.HEAD, true);

        assertThat(response.length()).isZero();
        assertThat(response.fields().value(FieldName.CONTENT_LENGTH)).isEqualTo("5");
        assertThat(decoded(":status|304,content-length|5")
                        .response(Method.GET, true)
                        .length())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-a|1",
                ":status|20",
                ":status|2000",
                ":status|2x0",
                ":status|099",
                ":status|600",
                ":status|101",
                ":status|103",
                ":status|200,:path|/",
                ":status|200,content-length|5",
                ":status|204,content-length|5",
                ":status|200,transfer-encoding|chunked",
                ":status|200,x-a|b\r\nset-cookie: c"
            })
    void aMalformedResponseIsRefused(String fields) {
        assertThatThrownBy(() -> decoded(fields).response(Method.GET, true)).isInstanceOf(BadMessage.class);
    }

    @Test
    void trailersHaveNoPseudoHeaderFields() throws Exception {
        assertThat(decoded("grpc-status|0").trailers().value(FieldName.of("grpc-status")))
                .isEqualTo("0");
        assertThatThrownBy(() -> decoded(":status|200").trailers()).isInstanceOf(BadMessage.class);
        assertThat(decoded("content-length|3").trailers().contains(FieldName.CONTENT_LENGTH))
                .isTrue();
    }
}
