package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.admin.Running.Reload;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.raw.H2Frames;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawH2;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections of HTTP/2 while a configuration takes another's place: who may stay, and how the others are sent away. */
class ReloadHttp2Test {
    private static final int NO_ERROR = 0;
    private static final int EVERY_STREAM = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private RawOrigin origin;
    private SelfSigned server;
    private SelfSigned believed;
    private int port;
    private RunningTelpher telpher;

    @BeforeEach
    void start() throws Exception {
        origin = RawOrigin.requests((request, connection) -> {
            if (request.startLine().contains("/socket")) {
                EchoSocket.serve(request, connection);
                return;
            }
            if (request.startLine().contains("/slow")) {
                mayAnswer.await();
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\norigin");
        });
        server = SelfSigned.create(folder, "server.test");
        believed = SelfSigned.create(folder, "authority.test");
        port = FreePorts.next();
        Files.writeString(file(), serving("http: 127.0.0.1:" + port));
        telpher = RunningTelpher.ofFile(folder, file());
    }

    @AfterEach
    void stop() throws Exception {
        mayAnswer.countDown();
        telpher.close();
        origin.close();
    }

    private Path file() {
        return folder.resolve("telpher.yaml");
    }

    /** A listener that stays, and this one. */
    private String serving(String listener) {
        return """
                listeners: [{http: 0}, {LISTENER}]
                upstreams: {origin: {endpoints: [ORIGIN]}}
                routes: [{match: {path: /**}, to: origin}]
                """.replace("LISTENER", listener).replace("ORIGIN", origin.address());
    }

    /** The listener with TLS that asks clients for a certificate of an authority, and does not insist. */
    private String asking() {
        return "https: 127.0.0.1:%d, certificate: {chain: %s, key: %s}, client-certificates: {authorities: %s, required: false}"
                .formatted(port, server.certificate(), server.key(), believed.certificate());
    }

    private void taken(String yaml) throws Exception {
        Files.writeString(file(), yaml);
        Reload reload = telpher.reload();
        assertThat(reload.taken()).as(reload.text()).isTrue();
    }

    /** The listener goes; the one that stays does. */
    private void listenerGoes() throws Exception {
        taken(serving("http: 127.0.0.1:" + FreePorts.next()));
    }

    /** Another certificate is in the file of those who are believed. */
    private void authorityChanges(int number) throws Exception {
        Path folderOfNext = Files.createDirectory(folder.resolve("authority-" + number));
        SelfSigned next = SelfSigned.create(folderOfNext, "authority.test");
        Files.copy(next.certificate(), believed.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Reload reload = telpher.reload();
        assertThat(reload.taken()).as(reload.text()).isTrue();
    }

    private RawH2 connect() throws Exception {
        return RawH2.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private RawH2 connectByTls() throws Exception {
        return RawH2.tls(port, server.trusting(), "server.test");
    }

    /** Reads the two GOAWAYs of an orderly departure, answering the PING between them. @return the last stream */
    private static int sentAway(RawH2 client) throws Exception {
        RawH2.Frame first = goAway(client);
        assertThat(first.number(0)).as("whatever is on its way is still taken").isEqualTo(EVERY_STREAM);
        RawH2.Frame ping = client.next(H2Frames.PING);
        client.send(H2Frames.frame(H2Frames.PING, H2Frames.ACK, 0, ping.payload()));
        RawH2.Frame second = goAway(client);
        return second.number(0);
    }

    private static RawH2.Frame goAway(RawH2 client) throws Exception {
        RawH2.Frame frame = client.next();
        while (frame.type() != H2Frames.GOAWAY) {
            frame = client.next();
        }
        assertThat(frame.number(4)).isEqualTo(NO_ERROR);
        return frame;
    }

    private void beginSlow(RawH2 client, int stream) throws Exception {
        int before = origin.requests().size();
        client.send(H2Frames.get(stream, "/slow"));
        Eventually.see(() -> origin.requests().size(), seen -> seen > before);
    }

    @Test
    void streamsOfAListenerThatGoesEndWellAndTheirConnectionCloses() throws Exception {
        try (RawH2 client = connect()) {
            assertThat(client.serves(1)).isTrue();
            beginSlow(client, 3);
            listenerGoes();
            assertThat(sentAway(client)).isEqualTo(3);
            mayAnswer.countDown();
            assertThat(client.answer(3).text()).isEqualTo("origin");
            client.readUntilClosed();
        }
    }

    @Test
    void whatAClientSendsBeforeItHasHeardOfItsDepartureIsServed() throws Exception {
        try (RawH2 client = connect()) {
            beginSlow(client, 1);
            listenerGoes();
            RawH2.Frame first = goAway(client);
            assertThat(first.number(0)).isEqualTo(EVERY_STREAM);
            client.send(H2Frames.get(3, "/late")); // it was under way as the GOAWAY was
            RawH2.Frame ping = client.next(H2Frames.PING);
            client.send(H2Frames.frame(H2Frames.PING, H2Frames.ACK, 0, ping.payload()));
            int last = 0;
            boolean answered = false;
            while (last == 0 || !answered) {
                RawH2.Frame frame = client.next();
                last = frame.type() == H2Frames.GOAWAY ? frame.number(0) : last;
                answered |= frame.stream() == 3 && frame.ends();
            }
            assertThat(last).isEqualTo(3);
            mayAnswer.countDown();
            assertThat(client.answer(1).text()).isEqualTo("origin");
            client.readUntilClosed();
        }
    }

    @Test
    void anIdleConnectionOfAListenerThatGoesIsSentAwayAndClosed() throws Exception {
        try (RawH2 client = connect()) {
            assertThat(client.serves(1)).isTrue();
            listenerGoes();
            assertThat(sentAway(client)).isEqualTo(1);
            client.readUntilClosed();
        }
    }

    @Test
    void whoseAuthorityIsGoneFinishesAndConnectsAnew() throws Exception {
        taken(serving(asking()));
        try (RawH2 client = connectByTls()) {
            assertThat(client.serves(1)).isTrue();
            beginSlow(client, 3);
            taken(serving(asking()));
            authorityChanges(1);
            assertThat(sentAway(client)).isEqualTo(3);
            mayAnswer.countDown();
            assertThat(client.answer(3).text()).isEqualTo("origin");
            client.readUntilClosed();
        }
        try (RawH2 client = connectByTls()) {
            assertThat(client.serves(1)).isTrue();
        }
    }

    /** Connected and accepted before the authorities change, who is called so speaks the first word of TLS after. */
    private RawClient slowToShake(int number, String protocol) throws Exception {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        plain.setSoTimeout(10_000);
        Eventually.see(
                () -> telpher.metrics().sum("telpher_listener_connections", "listener=\"https:" + port + "\""),
                connections -> connections == 1);
        authorityChanges(number);
        return RawClient.tls(plain, server.trusting(), "server.test", List.of(protocol));
    }

    @Test
    void whoIsInItsHandshakeAsItsAuthorityGoesIsStillTakenAndServedOnce() throws Exception {
        taken(serving(asking()));
        try (RawClient slow = slowToShake(1, "h2");
                RawH2 client = RawH2.on(slow)) {
            client.send(H2Frames.get(1, "/"));
            assertThat(sentAway(client)).isEqualTo(1);
            client.readUntilClosed();
        }
        try (RawClient client = slowToShake(2, "http/1.1")) {
            RawMessage answer = client.exchange("GET / HTTP/1.1\r\nHost: server.test\r\n\r\n");
            assertThat(answer.text()).isEqualTo("origin");
            assertThat(answer.first("connection")).isEqualTo("close");
            client.readUntilClosed();
        }
        try (RawClient silent = slowToShake(3, "http/1.1")) {
            silent.readUntilClosed();
        }
    }

    @Test
    void aRenewedCertificateSendsNobodyAwayAndIsShownToWhoComes() throws Exception {
        taken(serving(asking()));
        try (RawH2 client = connectByTls()) {
            assertThat(client.serves(1)).isTrue();
            server = SelfSigned.create(folder, "server.test");
            assertThat(telpher.reload().taken()).isTrue();
            assertThat(client.serves(3)).isTrue();
            try (RawH2 next = connectByTls()) {
                assertThat(next.serves(1)).isTrue();
            }
            assertThat(client.serves(5)).isTrue();
        }
    }

    @Test
    void aWebSocketOnHttp2OutlivesItsListenerAndIsHeardOnBothSides() throws Exception {
        try (RawH2 client = connect()) {
            client.send(H2Frames.request(
                    1, false, "CONNECT", "/socket", ":protocol", "websocket", "sec-websocket-version", "13"));
            assertThat(client.next(H2Frames.HEADERS).status()).isEqualTo(200);
            echoes(client, "before");
            listenerGoes();
            assertThat(sentAway(client)).isEqualTo(1);
            echoes(client, "after");
            client.send(H2Frames.data(1, false, masked(0x88, "")));
            assertThat(client.next(H2Frames.DATA).text()).startsWith("\u0088");
        }
    }

    private static void echoes(RawH2 client, String word) throws Exception {
        client.send(H2Frames.data(1, false, masked(0x81, word)));
        StringBuilder heard = new StringBuilder();
        while (heard.length() < 2 + word.length()) {
            heard.append(client.next(H2Frames.DATA).text());
        }
        assertThat(heard.substring(2)).isEqualTo(word);
    }

    /** A frame of a WebSocket whose mask is of zeros. */
    private static String masked(int head, String text) {
        return "" + (char) head + (char) (0x80 | text.length()) + "\0\0\0\0" + text;
    }
}
