package io.telpher.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Waiter;
import io.telpher.testkit.time.ManualTimers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Responses that several requests get: in this process, and as bytes. */
class ReplyCodecTest {
    private static final FieldName VARY = FieldName.VARY;

    private static HttpRequest request(String... fields) {
        InetSocketAddress somebody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        Peer peer = new Peer("main", somebody, somebody, null);
        return new HttpRequest(
                Method.GET,
                "http",
                "a",
                "/",
                null,
                HttpVersion.HTTP_1_1,
                fields(fields),
                Body.empty(),
                new Exchange(peer, 0));
    }

    private static Fields fields(String... namesAndValues) {
        Field[] all = new Field[namesAndValues.length / 2];
        for (int i = 0; i < all.length; i++) {
            all[i] = Field.of(FieldName.of(namesAndValues[2 * i]), namesAndValues[2 * i + 1]);
        }
        return Fields.of(all);
    }

    private static HttpResponse reply(String... fields) {
        return HttpResponse.of(203, fields(fields), Body.of("content"));
    }

    private static boolean answers(HttpResponse reply, HttpRequest asked, HttpRequest other) throws IOException {
        SharedReply shared = SharedReply.of(asked, reply, 1000, new Waiter(new ManualTimers()));
        boolean here = shared != null && shared.copy(other) != null;
        boolean there = ReplyCodec.decode(ReplyCodec.encode(asked, reply, 1000), other) != null;
        assertThat(there).isEqualTo(here);
        return here;
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        byte[] bytes = ReplyCodec.encode(request(), reply("x-a", "1", "x-a", "2", "content-type", "text/plain"), 1000);
        HttpResponse read = ReplyCodec.decode(bytes, request());
        assertThat(read).isNotNull();
        assertThat(read.status()).isEqualTo(203);
        assertThat(read.fields().values(FieldName.of("x-a"))).containsExactly("1", "2");
        assertThat(new String(read.body().readAll(1000), UTF_8)).isEqualTo("content");
    }

    @Test
    void aResponseAnswersThoseWhoAreAlikeInWhatItDependsOn() throws Exception {
        HttpResponse german = reply(VARY.text(), "accept-language, X-B");
        HttpRequest asked = request("accept-language", "de");
        assertThat(answers(german, asked, request("accept-language", "de", "cookie", "a=1")))
                .isTrue();
        assertThat(answers(german, asked, request("accept-language", "fr"))).isFalse();
        assertThat(answers(german, asked, request("accept-language", "de", "x-b", "1")))
                .isFalse();
        assertThat(answers(german, asked, request())).isFalse();
    }

    @Test
    void aPrivateResponseIsForThoseWithTheSameCredentials() throws Exception {
        HttpRequest asked = request("authorization", "Basic x");
        for (String control : new String[] {"private", "max-age=5, no-store"}) {
            HttpResponse own = reply("cache-control", control);
            assertThat(answers(own, asked, request("authorization", "Basic x"))).isTrue();
            assertThat(answers(own, asked, request("authorization", "Basic y"))).isFalse();
            assertThat(answers(own, asked, request("authorization", "Basic x", "x-api-key", "1")))
                    .isFalse();
        }
    }

    @Test
    void aPrivateResponseIsForThoseWhoProvedTheSameThoughTheyShowNothing() throws Exception {
        HttpRequest alice = known("alice");
        for (String control : new String[] {"private", "max-age=5, no-store"}) {
            HttpResponse own = reply("cache-control", control);
            assertThat(answers(own, alice, known("alice"))).isTrue();
            assertThat(answers(own, alice, known("bob"))).isFalse();
            assertThat(answers(own, alice, request())).isFalse();
            assertThat(answers(own, request(), alice)).isFalse();
        }
        assertThat(answers(reply("cache-control", "public"), alice, known("bob")))
                .isTrue();
    }

    private static HttpRequest known(String user) {
        HttpRequest request = request();
        request.exchange().identity(_ -> user);
        return request;
    }

    @Test
    void whatIsForOneOnlyIsNotShared() {
        assertThat(SharedReply.shareable(reply())).isTrue();
        assertThat(SharedReply.shareable(reply("set-cookie", "a=1"))).isFalse();
        assertThat(SharedReply.shareable(reply("vary", "accept, *"))).isFalse();
        assertThat(SharedReply.shareable(reply("trailer", "x-sum"))).isFalse();
        assertThat(SharedReply.shareable(HttpResponse.of(101))).isFalse();
    }

    @Property(tries = 3000)
    void bytesThatAreNoResponseAreToldAsSuch(@ForAll byte[] bytes) {
        read(bytes);
    }

    @Property(tries = 3000)
    void aResponseThatWasDamagedIsReadOrToldAsNone(@ForAll @IntRange(max = 200) int at, @ForAll byte value)
            throws Exception {
        byte[] bytes = ReplyCodec.encode(request("x-b", "1"), reply("vary", "x-b", "x-c", "2"), 1000);
        bytes[at % bytes.length] = value;
        read(bytes);
        read(Arrays.copyOf(bytes, at % bytes.length));
    }

    private static void read(byte[] bytes) {
        try {
            ReplyCodec.decode(bytes, request());
        } catch (IOException expected) {
            assertThat(expected).isNotNull(); // told as such, and by nothing else
        }
    }
}
