package io.telpher.httpnetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.httpnetty.loop.client.PoolLimits;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.net.tls.ClientTls;
import io.telpher.net.tls.UpstreamTlsConfig;
import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.raw.RawOrigin;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints that agree to HTTP/2 and then require HTTP/1.1 (RFC 9113 §7), as some do for what they cannot share. */
class Http1RequiredTest {
    private static final String NAME = "a.test";

    @TempDir
    private static Path folder;

    private static SelfSigned certificate;
    private final Rig rig = new Rig(1);

    @BeforeAll
    static void make() throws Exception {
        certificate = SelfSigned.create(folder, NAME);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    /** One that speaks whatever is offered first; HTTP/1.1 it answers. */
    private static RawOrigin origin(FrameOrigin.Script http2) throws Exception {
        RawOrigin.Script first = FrameOrigin.script(http2);
        RawOrigin.Script otherwise = RawOrigin.each(
                (request, connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nHTTP/1.1"));
        return RawOrigin.scriptedTls(certificate.serving(), connection -> {
            SSLSocket socket = (SSLSocket) connection.socket();
            socket.setHandshakeApplicationProtocolSelector((_, offered) -> offered.getFirst());
            socket.startHandshake();
            (socket.getApplicationProtocol().equals("h2") ? first : otherwise).serve(connection);
        });
    }

    private HttpClient client(RawOrigin origin, Protocol protocol) throws Exception {
        ClientSettings settings = ClientSettings.DEFAULT.with(protocol);
        return rig.client(origin.port(), settings, new PoolLimits(settings.pool()), tls(protocol), tls(Protocol.HTTP1));
    }

    private static ClientTls tls(Protocol protocol) throws Exception {
        return new ClientTls(
                new UpstreamTlsConfig(null, NAME, UpstreamTlsConfig.Verify.NONE, null, null),
                protocol.alpn(),
                InstantSource.system());
    }

    private static String text(HttpResponse response) throws Exception {
        return new String(response.body().readAll(1 << 20), ISO_8859_1);
    }

    private static HttpRequest post() {
        return Rig.request(Method.POST, "/", Body.of("hello"));
    }

    @Test
    void aRequestWhoseStreamIsResetForThatGoesOutAgainInHttp1AndSoDoAllThatFollow() throws Exception {
        try (RawOrigin origin = origin(connection -> {
            connection.reset(connection.request(), ErrorCode.HTTP_1_1_REQUIRED);
            connection.stall();
        })) {
            HttpClient client = client(origin, Protocol.AUTO);
            assertThat(text(client.call(post()))).isEqualTo("HTTP/1.1");
            assertThat(text(client.call(post()))).isEqualTo("HTTP/1.1");
            assertThat(origin.connections()).isEqualTo(2);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    @Test
    void oneThatIsToldByGoawayDoesToo() throws Exception {
        try (RawOrigin origin = origin(connection -> {
            connection.request();
            connection.goAway(0, ErrorCode.HTTP_1_1_REQUIRED);
            connection.stall();
        })) {
            assertThat(text(client(origin, Protocol.AUTO).call(post()))).isEqualTo("HTTP/1.1");
        }
    }

    @Test
    void aRequestThatCannotBeSentAgainFailsAndTheNextIsHttp1() throws Exception {
        try (RawOrigin origin = origin(connection -> {
            connection.reset(connection.request(), ErrorCode.HTTP_1_1_REQUIRED);
            connection.stall();
        })) {
            HttpClient client = client(origin, Protocol.AUTO);
            Body once = Body.writing(Body.UNKNOWN, out -> out.write(new byte[10]));
            Failure failure = failure(client, Rig.request(Method.POST, "/", once));
            assertThat(failure.text()).contains("requires HTTP/1.1");
            assertThat(text(client.call(post()))).isEqualTo("HTTP/1.1");
        }
    }

    @Test
    void whereNothingButHttp2IsWantedTheFailureSaysWhatToDo() throws Exception {
        try (RawOrigin origin = origin(connection -> {
            connection.reset(connection.request(), ErrorCode.HTTP_1_1_REQUIRED);
            connection.stall();
        })) {
            Failure failure = failure(client(origin, Protocol.HTTP2), post());
            assertThat(failure.kind()).isEqualTo(Failure.Kind.PROTOCOL);
            assertThat(failure.text()).contains("HTTP_1_1_REQUIRED", "set http1, or auto");
        }
    }

    private static Failure failure(HttpClient client, HttpRequest request) {
        return Objects.requireNonNull(catchThrowableOfType(Failure.class, () -> client.call(request)));
    }
}
