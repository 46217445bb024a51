package io.telpher.testkit.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.testkit.keys.SelfSigned;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawConnectionTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void aResponseIsReadByItsLengthAndTheNextOneAfterIt() throws Exception {
        try (RawOrigin origin =
                        RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: 1\r\nx-a:2\r\n\r\nhi");
                RawClient client = RawClient.plain(origin.port())) {
            RawMessage first = client.exchange(GET);
            RawMessage second = client.exchange(GET);

            assertThat(first.status()).isEqualTo(200);
            assertThat(first.text()).isEqualTo("hi");
            assertThat(first.all("X-A")).containsExactly("1", "2");
            assertThat(second.text()).isEqualTo("hi");
            assertThat(origin.connections()).isOne();
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void chunksAreJoinedAndTrailersKept() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nSum: 5\r\n\r\n");
                RawClient client = RawClient.plain(origin.port())) {
            RawMessage response = client.exchange(GET);

            assertThat(response.text()).isEqualTo("hello");
            assertThat(response.trailers()).containsExactly(new RawMessage.Line("Sum", "5"));
        }
    }

    @Test
    void aResponseWithoutALengthLastsUntilTheConnectionCloses() throws Exception {
        try (RawOrigin origin = RawOrigin.requests((request, connection) -> {
                    connection.send("HTTP/1.0 200 OK\r\n\r\nall of it");
                    connection.close();
                });
                RawClient client = RawClient.plain(origin.port())) {
            assertThat(client.exchange(GET).text()).isEqualTo("all of it");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void theOriginSeesTheBytesThatTheClientSentHoweverTheyWereCut() throws Exception {
        String post = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        try (RawOrigin origin = RawOrigin.requests((request, connection) ->
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + request.text()));
                RawClient client = RawClient.plain(origin.port())) {
            client.sendBytewise(post);

            assertThat(client.readResponse().text()).isEqualTo("abc");
            assertThat(origin.requests().getFirst().startLine()).isEqualTo("POST /x HTTP/1.1");
        }
    }

    @Test
    void aResetEndsTheConnectionForTheClient() throws Exception {
        try (RawOrigin origin = RawOrigin.requests((request, connection) -> connection.reset());
                RawClient client = RawClient.plain(origin.port())) {
            client.send(GET);

            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aMissingAnswerIsReportedWithWhatHadArrived() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.request();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
                });
                RawClient client = RawClient.plain(origin.port())) {
            client.send(GET);

            assertThatThrownBy(client::readResponse)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("expected 5 bytes, but the peer closed")
                    .hasMessageContaining("Content-Length: 5")
                    .hasMessageEndingWith("hel");
        }
    }

    @Test
    void bothSpeakTlsWithACertificateMadeForTheTest(@TempDir Path directory) throws Exception {
        SelfSigned own = SelfSigned.create(directory, "origin.test");
        try (RawOrigin origin = RawOrigin.scriptedTls(
                        own.serving(),
                        RawOrigin.each((request, connection) -> connection.send("HTTP/1.1 204 No Content\r\n\r\n")));
                RawClient client = RawClient.tls(origin.port(), own.trusting(), "origin.test", List.of("http/1.1"))) {
            assertThat(client.exchange(GET).status()).isEqualTo(204);
        }
    }
}
