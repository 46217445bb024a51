package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.Body;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpResponse;
import io.telpher.net.tls.ServerTls;
import io.telpher.net.tls.certificate.LocalAuthority;
import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes by TLS in pieces so small that their records are no longer than an alert's: each is passed on at once. */
class TlsPiecesTest {
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\n";

    private final Rig rig = new Rig(1);

    @TempDir
    private Path folder;

    private @Nullable ServerTls tls;

    @AfterEach
    void close() throws Exception {
        rig.close();
        if (tls != null) {
            tls.close();
        }
    }

    private RawClient client(HttpHandler handler) throws Exception {
        LocalAuthority authority = new LocalAuthority(folder, InstantSource.system());
        tls = new ServerTls(
                List.of(authority.identity(List.of("localhost"))), List.of("http/1.1"), Duration.ofSeconds(20));
        HttpServer server = rig.serve(ServerSettings.DEFAULT, tls, handler);
        return RawClient.tls(
                server.address().getPort(), SelfSigned.trusting(folder.resolve("ca.crt")), "localhost", List.of());
    }

    @Test
    void eachMessageOfATunnelIsPassedOnAtOnce() throws Exception {
        try (RawOrigin origin = RawOrigin.scripted(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
                    for (int i = 0; i < 3; i++) {
                        connection.send(connection.readExactly(2));
                    }
                });
                RawClient client = client(rig.client(origin.port(), ClientSettings.DEFAULT))) {
            client.send("GET /" + HEAD + "Connection: upgrade\r\nUpgrade: echo\r\n\r\n");
            assertThat(client.readResponseHead().status()).isEqualTo(101);
            for (String message : List.of("hi", "ho", "hu")) {
                client.send(message);
                assertThat(client.readExactly(2)).asString().isEqualTo(message);
            }
        }
    }

    @Test
    void soIsEachPieceOfABody() throws Exception {
        try (RawClient client = client(request ->
                HttpResponse.of(200, Fields.EMPTY, Body.of(request.body().readAll(100))))) {
            client.send("POST /" + HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            for (String piece : List.of("2\r\n", "h", "i", "\r\n", "0\r\n", "\r\n")) {
                client.send(piece);
            }
            assertThat(client.readResponse().text()).isEqualTo("hi");
        }
    }

    @Test
    void soIsEachPieceOfAPipelinedRequest() throws Exception {
        try (RawClient client = client(request -> HttpResponse.text(200, request.target()))) {
            client.send("GET /one" + HEAD + "\r\nGET /t");
            for (String piece : List.of("wo HTTP/1.1\r\n", "Host: localhost", "\r\n", "\r\n")) {
                client.send(piece);
            }
            assertThat(client.readResponse().text()).isEqualTo("/one");
            assertThat(client.readResponse().text()).isEqualTo("/two");
        }
    }
}
