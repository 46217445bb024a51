package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.raw.H2Frames;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawH2;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Trailers from one version of HTTP to the other, on the wire. That they arrive at all is for the contract to say. */
class TrailersTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.example\r\n";

    private final Rig rig = new Rig(1);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private InetSocketAddress through(RawOrigin origin, Protocol protocol) throws Exception {
        HttpClient upstream = rig.client(origin.port(), ClientSettings.DEFAULT.with(protocol));
        return rig.serve(ServerSettings.DEFAULT, upstream).address();
    }

    /** An origin of HTTP/2 whose response has a Content-Length and trailers. */
    private static RawOrigin origin() throws Exception {
        return FrameOrigin.scripted(connection -> {
            while (true) {
                int stream = connection.request();
                connection.fields(stream, false, ":status", "200", "content-length", "6");
                connection.data(stream, false, "answer");
                connection.fields(stream, true, "x-a", "2");
            }
        });
    }

    private RawMessage answer(RawOrigin origin, String more) throws Exception {
        try (RawClient client = RawClient.plain(through(origin, Protocol.HTTP2))) {
            client.exchange(GET + more + "\r\n");
            return client.exchange(GET + more + "\r\n"); // the framing of the first was right
        }
    }

    @Test
    void trailersBesideALengthBecomeChunkedForAClientOfHttp1ThatTakesThem() throws Exception {
        try (RawOrigin origin = origin()) {
            RawMessage answer = answer(origin, "TE: trailers\r\nConnection: TE\r\n");
            assertThat(answer.text()).isEqualTo("answer");
            assertThat(answer.trailers()).containsExactly(new RawMessage.Line("x-a", "2"));
            assertThat(answer.head()).doesNotContainIgnoringCase("content-length");
        }
    }

    @Test
    void trailersBesideALengthAreDroppedForAClientOfHttp1ThatDidNotAsk() throws Exception {
        try (RawOrigin origin = origin()) {
            RawMessage answer = answer(origin, "");
            assertThat(answer.text()).isEqualTo("answer");
            assertThat(answer.trailers()).isEmpty();
            assertThat(answer.head()).containsIgnoringCase("content-length: 6");
        }
    }

    @Test
    void trailersOfAClientOfHttp2ComeAfterTheChunksOfHttp1AndBack() throws Exception {
        try (RawOrigin origin = RawOrigin.requests((request, connection) -> {
                    assertThat(request.trailers()).containsExactly(new RawMessage.Line("x-q", "1"));
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "6\r\nanswer\r\n0\r\nX-A: 2\r\n\r\n");
                });
                RawH2 client = RawH2.plain(through(origin, Protocol.HTTP1))) {
            client.send(
                    H2Frames.request(1, false, "POST", "/"),
                    H2Frames.data(1, false, "question"),
                    H2Frames.headers(1, true, "x-q", "1"));
            RawMessage answer = client.answer(1);
            assertThat(answer.text()).isEqualTo("answer");
            assertThat(answer.trailers()).containsExactly(new RawMessage.Line("x-a", "2"));
            assertThat(origin.trouble()).isEmpty();
        }
    }

    @Test
    void trailersOfARequestWithALengthAreDroppedTowardsHttp1() throws Exception {
        try (RawOrigin origin = RawOrigin.requests((request, connection) -> {
                    assertThat(request.text()).isEqualTo("question");
                    assertThat(request.head()).containsIgnoringCase("content-length: 8");
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                RawH2 client = RawH2.plain(through(origin, Protocol.HTTP1))) {
            for (int stream = 1; stream < 7; stream += 2) {
                client.send(
                        H2Frames.request(stream, false, "POST", "/", "content-length", "8"),
                        H2Frames.data(stream, false, "question"),
                        H2Frames.headers(stream, true, "x-q", "1"));
                assertThat(client.answer(stream).status()).isEqualTo(200);
            }
            assertThat(origin.connections()).isEqualTo(1);
            assertThat(origin.trouble()).isEmpty();
        }
    }

    @Test
    void trailersGoThroughFromHttp2ToHttp2BesideALength() throws Exception {
        try (RawOrigin origin = origin();
                RawH2 client = RawH2.plain(through(origin, Protocol.HTTP2))) {
            client.send(H2Frames.get(1, "/"));
            assertThat(client.answer(1).trailers()).containsExactly(new RawMessage.Line("x-a", "2"));
        }
    }
}
