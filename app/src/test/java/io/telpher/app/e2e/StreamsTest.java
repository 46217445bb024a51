package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lasts: event streams and WebSockets, and interim answers and trailers on their way. */
class StreamsTest {
    private static final SynchronousQueue<String> SEEN = new SynchronousQueue<>();

    @TempDir
    private static Path folder;

    private static RawOrigin origin;
    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        origin = RawOrigin.requests(StreamsTest::answer);
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams: {origin: {endpoints: [ORIGIN]}}
                routes: [{match: {path: /**}, to: origin}]
                """.replace("ORIGIN", origin.address()));
    }

    @AfterAll
    static void stop() throws IOException {
        telpher.close();
        origin.close();
    }

    private static void answer(RawMessage request, RawOrigin.Connection connection) throws Exception {
        switch (request.startLine().split(" ")[1]) {
            case "/events" -> {
                connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n");
                for (int i = 1; i <= 3; i++) {
                    connection.send("9\r\ndata: " + i + "\n\n\r\n");
                    SEEN.take(); // the next event is sent when the client has this one
                }
                connection.send("0\r\n\r\n");
            }
            case "/socket" -> EchoSocket.serve(request, connection);
            case "/hints" ->
                connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
            case "/trailers" ->
                connection.send("HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "4\r\nfine\r\n0\r\nX-Sum: 42\r\n\r\n");
            default -> connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        }
    }

    @Test
    void eventsArriveOneByOneBeforeTheNextIsSent() throws Exception {
        try (RawClient client = telpher.connect()) {
            client.send("GET /events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");
            assertThat(client.readHead()).containsIgnoringCase("content-type: text/event-stream");
            for (int i = 1; i <= 3; i++) {
                assertThat(new String(client.readChunk(), StandardCharsets.US_ASCII))
                        .isEqualTo("data: " + i + "\n\n");
                SEEN.put("seen");
            }
            assertThat(client.readChunk()).isEmpty();
        }
        JsonNode line = telpher.logged("/events");
        assertThat(line.path("response_bytes").asInt()).isEqualTo(27);
        assertThat(line.path("reason").asText()).isEqualTo("ok");
    }

    @Test
    void aWebSocketGoesThroughToTheOrigin() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                heard.add(text.toString());
                socket.request(1);
                return null;
            }

            @Override
            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                heard.add("closed " + code);
                return null;
            }
        };
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(telpher.url("/socket").replace("http:", "ws:")), listener)
                    .join();
            for (String word : new String[] {"one", "two"}) {
                socket.sendText(word, true).join();
                assertThat(heard.take()).isEqualTo(word);
            }
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            assertThat(heard.take()).isEqualTo("closed 1000");
        }
        assertThat(telpher.logged("/socket").path("status").asInt()).isEqualTo(101);
        assertThat(telpher.logged("/socket").path("reason").asText()).isEqualTo("ok");
    }

    @Test
    void earlyHintsComeBeforeTheAnswer() throws Exception {
        try (RawClient client = telpher.connect()) {
            client.send("GET /hints HTTP/1.1\r\nHost: a\r\n\r\n");
            RawMessage hints = client.readResponse();
            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.first("link")).isEqualTo("</a.css>; rel=preload");
            assertThat(client.readResponse().text()).isEqualTo("fine");
        }
    }

    @Test
    void trailersGoThroughToWhoTakesThem() throws Exception {
        try (RawClient client = telpher.connect()) {
            RawMessage answer =
                    client.exchange("GET /trailers HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\n\r\n");
            assertThat(answer.text()).isEqualTo("fine");
            assertThat(answer.trailers()).hasSize(1).first().satisfies(line -> {
                assertThat(line.name()).isEqualToIgnoringCase("x-sum");
                assertThat(line.value()).isEqualTo("42");
            });
        }
    }
}
