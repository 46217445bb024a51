package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.HttpResponse;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The classes of published request-smuggling faults that concern HTTP/1.1, by name, through server and client: what is
 * refused never reaches the origin, and its benign neighbour does. The corpus has each class in more shapes.
 */
class SmugglingTest {
    private static final String POST = "POST /a HTTP/1.1\r\nHost: a.example\r\n";
    private static final String GET = "GET /a HTTP/1.1\r\nHost: a.example\r\n";
    private static final String EVIL = "GET /evil HTTP/1.1\r\nHost: a.example\r\n\r\n";

    private final Rig rig = new Rig(1);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private RawClient through(RawOrigin origin) throws Exception {
        HttpClient upstream = rig.client(origin.port(), ClientSettings.DEFAULT);
        return RawClient.plain(rig.serve(ServerSettings.DEFAULT, upstream::call).address());
    }

    private static RawOrigin origin() throws Exception {
        return RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }

    /** The request is answered with an error, the connection closes, and no origin has seen a whole request. */
    private void refused(String bytes) throws Exception {
        try (RawOrigin origin = origin();
                RawClient client = through(origin)) {
            client.send(bytes);
            RawMessage response = client.readResponse();
            assertThat(response.status()).isIn(400, 501);
            assertThat(response.first("content-type")).isEqualTo("application/problem+json");
            assertThat(client.readUntilClosed()).isEmpty();
            assertThat(origin.requests()).isEmpty();
        }
    }

    /** The origin sees one request with this body. */
    private void passed(String bytes, String body) throws Exception {
        try (RawOrigin origin = origin();
                RawClient client = through(origin)) {
            client.send(bytes);
            assertThat(client.readResponse().status()).isEqualTo(200);
            assertThat(origin.requests()).extracting(RawMessage::text).containsExactly(body);
        }
    }

    /** Clients that do not wait for the answer send what is meant for the tunnel right behind it. */
    @Test
    void whatFollowsARefusedConnectIsNoRequest() throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        HttpServer server = rig.serve(ServerSettings.DEFAULT, request -> {
            asked.add(request.method().name());
            return HttpResponse.of(501);
        });
        try (RawClient client = RawClient.plain(server.address())) {
            client.send("CONNECT b.example:80 HTTP/1.1\r\nHost: b.example:80\r\n\r\n" + EVIL);
            RawMessage response = client.readResponse();
            assertThat(response.status()).isEqualTo(501);
            assertThat(response.first("connection")).isEqualTo("close");
            assertThat(client.readUntilClosed()).isEmpty();
            assertThat(asked).containsExactly("CONNECT");
        }
    }

    @Test
    void clTe() throws Exception {
        refused(POST + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG");
        passed(POST + "Content-Length: 6\r\nX-Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nG", "0\r\n\r\nG");
    }

    @Test
    void teCl() throws Exception {
        refused(POST + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\nGPOST");
        passed(POST + "Transfer-Encoding: chunked\r\n\r\n5\r\nGPOST\r\n0\r\n\r\n", "GPOST");
    }

    @Test
    void teTeCve202689044() throws Exception {
        refused(POST + "Transfer-Encoding: chunked, xchunked\r\n\r\n0\r\n\r\n" + EVIL);
        refused(POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + EVIL);
        refused(POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + EVIL);
        passed(POST + "transfer-encoding: CHUNKED\r\n\r\n1\r\na\r\n0\r\n\r\n", "a");
    }

    @Test
    void integerOverflowCve202140346() throws Exception {
        refused(POST + "Content-Length: 18446744073709551617\r\n\r\na" + EVIL);
        refused(POST + "Transfer-Encoding: chunked\r\n\r\n10000000000000001\r\na\r\n0\r\n\r\n" + EVIL);
        passed(POST + "Content-Length: 000000000000000001\r\n\r\na", "a");
    }

    @Test
    void emptyLengthCve202340225() throws Exception {
        refused(POST + "Content-Length: \r\nContent-Length: 5\r\n\r\nhello");
        passed(POST + "Content-Length: 5\r\n\r\nhello", "hello");
    }

    @Test
    void duplicateLength() throws Exception {
        refused(POST + "Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello");
        refused(POST + "Content-Length: 5, 0\r\n\r\nhello");
        passed(POST + "Content-Length: 5\r\nX-Content-Length: 0\r\n\r\nhello", "hello");
    }

    @Test
    void emptyFieldNameCve202325725() throws Exception {
        refused(POST + ": x\r\nContent-Length: 5\r\n\r\nhello");
        passed(POST + "x: :\r\nContent-Length: 5\r\n\r\nhello", "hello");
    }

    @Test
    void codingInHttp10Cve20262835() throws Exception {
        refused("POST /a HTTP/1.0\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + EVIL);
        passed("POST /a HTTP/1.0\r\nHost: a.example\r\nContent-Length: 1\r\n\r\na", "a");
    }

    @Test
    void chunkLinesCve202558056() throws Exception {
        refused(POST + "Transfer-Encoding: chunked\r\n\r\n5;x\nabcde\r\n0\r\n\r\n" + EVIL);
        refused(POST + "Transfer-Encoding: chunked\r\n\r\n5\nabcde\r\n0\r\n\r\n" + EVIL);
        passed(POST + "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nabcde\r\n0\r\n\r\n", "abcde");
    }

    @Test
    void quotedExtensionsCve202633870() throws Exception {
        refused(POST + "Transfer-Encoding: chunked\r\n\r\n1;a=\"\r\nX\r\n0\r\n\r\n" + EVIL);
        passed(POST + "Transfer-Encoding: chunked\r\n\r\n1;a=\";\"\r\nX\r\n0\r\n\r\n", "X");
    }

    @Test
    void chunkDataWithoutCrLfVsv00016() throws Exception {
        refused(POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nXXX0\r\n\r\n" + EVIL);
        passed(POST + "Transfer-Encoding: chunked\r\n\r\n3\r\n\r\nX\r\n0\r\n\r\n", "\r\nX");
    }

    @Test
    void prematureUpgradeCve20262833() throws Exception {
        try (RawOrigin origin = origin();
                RawClient client = through(origin)) {
            client.send(GET + "Connection: upgrade\r\nUpgrade: x\r\n\r\n" + EVIL);
            assertThat(client.readResponse().status()).isEqualTo(200);
            assertThat(client.readResponse().status()).isEqualTo(200);
            assertThat(origin.requests())
                    .as("two requests, not one with a tunnel behind it")
                    .hasSize(2);
        }
    }

    @Test
    void upgradeWithABodyIsNoUpgrade() throws Exception {
        try (RawOrigin origin = origin();
                RawClient client = through(origin)) {
            client.send(POST + "Connection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.readResponse().status()).isEqualTo(200);
            assertThat(origin.requests()).hasSize(1);
            assertThat(origin.requests().getFirst().text()).isEqualTo("hello");
            assertThat(origin.requests().getFirst().has("upgrade")).isFalse();
        }
    }

    @Test
    void unreadBodyCve20254366() throws Exception {
        try (RawClient client = RawClient.plain(
                rig.serve(ServerSettings.DEFAULT, request -> io.telpher.http.HttpResponse.text(200, request.path()))
                        .address())) {
            client.send(POST + "Content-Length: " + EVIL.length() + "\r\n\r\n" + EVIL
                    + "GET /next HTTP/1.1\r\nHost: a.example\r\n\r\n");
            assertThat(client.readResponse().text()).isEqualTo("/a");
            assertThat(client.readResponse().text()).isEqualTo("/next");
        }
    }

    @Test
    void zeroClWithExpect() throws Exception {
        try (RawOrigin origin = origin();
                RawClient client = through(origin)) {
            client.send(GET + "Expect: 100-continue\r\nContent-Length: " + EVIL.length() + "\r\n\r\n");
            RawMessage response = client.readResponse();
            while (response.status() == 100) {
                client.send(EVIL);
                response = client.readResponse();
            }
            assertThat(response.status()).isEqualTo(200);
            assertThat(origin.requests())
                    .noneMatch(request -> request.startLine().contains("evil"));
        }
    }

    @Test
    void responseSplittingNeverAnswersTheNextRequest() throws Exception {
        try (RawOrigin origin = RawOrigin.answering(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                RawClient client = through(origin)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.exchange(GET + "\r\n").text()).isEqualTo("ok");
            }
            assertThat(origin.connections()).isEqualTo(3);
        }
    }

    @Test
    void connectionMayNotTakeFieldsThatAreNotItsOwn() throws Exception {
        refused(GET + "Connection: close, authorization\r\nAuthorization: x\r\n\r\n");
        refused(GET + "Connection: x-forwarded-for\r\n\r\n");
        passed(GET + "Connection: x-mine\r\nX-Mine: y\r\n\r\n", "");
    }
}
