package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Waiter;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import io.telpher.testkit.FreePorts;
import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.server.RealGrpc;
import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.server.RealProcess;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real program, whose file is replaced again and again while 2,000 requests a second, 100 WebSockets, 100 event
 * streams and 100 streams of gRPC, from and to grpc-java, go through it; half of the requests over HTTP/1.1, half over HTTP/2.
 * Nothing may fail, end, get lost or come twice, and no connection may be closed before its client does. What is judged is what
 * happened to how many, and not how fast: that is printed.
 */
class ReloadUnderLoadTest {
    private static final int STREAMS = 100;
    private static final int REQUESTS_PER_SECOND = 2_000;
    private static final int REQUESTS_FOR_EACH = 100; // so many requests at least for each reload
    private static final int GRPC_CONNECTIONS = 5;
    private static final long EVENT_NANOS = 200_000_000L;
    private static final double MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;

    private final Loops loops = new Loops(Transport.best(), 1);
    private final Waiter waiter = new Waiter(loops.all().getFirst());
    private final int port = FreePorts.next();
    private final String admin = "127.0.0.1:" + FreePorts.next();
    private RealNginx web;
    private RawOrigin streams;
    private RealGrpc grpc;
    private RealProcess telpher;
    private long beganNanos;
    private long reloadingNanos;
    private int asking; // connections on which is asked what serves

    @BeforeEach
    void start() throws Exception {
        web = RealNginx.configured(Files.createDirectory(folder.resolve("nginx")), """
                keepalive_requests 1000000000;
                server { listen 127.0.0.1:${port} backlog=1024; location / { return 200 worked; } }
                server { listen 127.0.0.1:${port2} backlog=1024; location / { return 200 worked; } }
                """);
        streams = RawOrigin.requests(this::stream);
        grpc = RealGrpc.plain();
        write("first", false);
        telpher = RealProcess.start(
                folder,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.telpher.app.Main",
                        "run",
                        file().toString(),
                        "--state",
                        folder.resolve("state").toString(),
                        "--admin",
                        admin));
        telpher.awaitOutput("Telpher is up");
    }

    @AfterEach
    void stop() throws Exception {
        telpher.close();
        streams.close();
        grpc.close();
        web.close();
        loops.close();
    }

    private void stream(RawMessage request, RawOrigin.Connection connection) throws Exception {
        if (request.startLine().contains("/socket")) {
            EchoSocket.serve(request, connection);
            return;
        }
        connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int number = 1; ; number++) {
            String event = "data: " + number + "\n\n";
            connection.send(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
            waiter.sleep(EVENT_NANOS);
        }
    }

    private Path file() {
        return folder.resolve("telpher.yaml");
    }

    /** Replaces the file, as whoever deploys it does; every second time by a rather different one. */
    private void write(String label, boolean other) throws Exception {
        String more = IntStream.range(0, other ? 50 : 0)
                .mapToObj(i -> "  - match: {path: /more/%d}\n    respond: {status: 200, body: more}\n".formatted(i))
                .collect(Collectors.joining());
        String yaml = """
                listeners: [{http: PORT, head-timeout: 5m, write-timeout: 5m, keep-alive: {idle: IDLE}}]
                upstreams:
                  web:
                    endpoints: WEB
                    balance: BALANCE
                    timeout: {connect: 5m, read: 5m, write: 5m}
                    pool: {wait: 5m}
                  streams:
                    endpoints: [STREAMS]
                    timeout: {connect: 5m, read: 5m, write: 5m}
                  grpc:
                    endpoints: [GRPC]
                    protocol: http2
                    timeout: {connect: 5m, read: 5m, write: 5m}
                routes:
                  - match: {path: /which}
                    respond: {status: 200, body: LABEL}
                  - match: {path: /streams/**}
                    to: streams
                  - match: {path: /test.Echo/**}
                    to: grpc
                  - match: {path: /**}
                    to: web
                """.replace("PORT", "127.0.0.1:" + port)
                        .replace("IDLE", other ? "6m" : "5m")
                        .replace(
                                "WEB",
                                other ? "[" + web.address() + ", 127.0.0.1:" + web.port("port2") + "]" : web.address())
                        .replace("BALANCE", other ? "least-connections" : "round-robin")
                        .replace("[STREAMS]", "[" + streams.address() + "]")
                        .replace("[GRPC]", "[127.0.0.1:" + grpc.port() + "]")
                        .replace("LABEL", label)
                + more;
        Path next = Files.writeString(folder.resolve("telpher.yaml.new"), yaml);
        Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Replaces the file so often at least, each time as soon as the one before serves, and until enough requests have met it.
     *
     * @return how often
     */
    private int reload(String name, int times, SteadyLoad load) throws Exception {
        long enough = load.answered() + (long) times * REQUESTS_FOR_EACH;
        asking++;
        long began = waiter.ticker().nanos();
        try (RawClient client = RawClient.plain(port)) {
            client.socket().setSoTimeout(0);
            int done = 0;
            while (load.trouble().isEmpty() && (done < times || load.answered() < enough)) {
                String label = name + "-" + ++done;
                write(label, done % 2 == 1);
                Eventually.see(
                        () -> client.exchange("GET /which HTTP/1.1\r\nHost: a\r\n\r\n")
                                .text(),
                        label::equals);
            }
            reloadingNanos += waiter.ticker().nanos() - began;
            return done;
        }
    }

    private SteadyLoad load() throws Exception {
        beganNanos = waiter.ticker().nanos();
        String url = "http://127.0.0.1:" + port + "/work";
        SteadyLoad load = new SteadyLoad(port, waiter)
                .webSockets(STREAMS)
                .eventStreams(STREAMS)
                .grpc(GRPC_CONNECTIONS, STREAMS / GRPC_CONNECTIONS)
                .requests(
                        RatedRequests.http1(url, REQUESTS_PER_SECOND / 2),
                        RatedRequests.http2(url, REQUESTS_PER_SECOND / 2));
        goesOn(load);
        return load;
    }

    /** Every stream has another message. */
    private static void goesOn(SteadyLoad load) throws Exception {
        List<Long> before = load.messages();
        Eventually.see(
                () -> load.trouble().isEmpty()
                        ? load.messages()
                        : before.stream().map(_ -> Long.MAX_VALUE).toList(),
                now -> IntStream.range(0, now.size()).allMatch(i -> now.get(i) > before.get(i)));
    }

    private void nothingFailed(SteadyLoad load, int reloads) throws Exception {
        goesOn(load);
        load.close();
        assertThat(load.trouble()).isEmpty();
        assertThat(load.called()).isPositive();
        tell(load, reloads);
        Exposition metrics = metrics();
        assertThat(metrics.sum("telpher_reload_total", "result=\"taken\"")).isEqualTo(reloads);
        assertThat(metrics.sum("telpher_reload_total", "result=\"refused\"")).isZero();
        assertThat(metrics.sum("telpher_endpoint_failures_total")).isZero();
        assertThat(metrics.sum("telpher_listener_accepted_total", "listener=\"http:" + port + "\""))
                .as("no client had to connect again")
                .isEqualTo(2 * STREAMS + GRPC_CONNECTIONS + asking + RatedRequests.CONNECTIONS * load.rounds());
    }

    private void tell(SteadyLoad load, int reloads) {
        double seconds = (waiter.ticker().nanos() - beganNanos) / 1e9;
        System.out.printf(
                "%d reloads in %.1f s, %.1f ms each: %d requests, %.0f/s, %.0f calls of gRPC/s, %d streams with %d messages%n",
                reloads,
                seconds,
                reloadingNanos / 1e6 / reloads,
                load.answered(),
                2 * load.perSecond(),
                load.called() / seconds,
                load.messages().size(),
                load.messages().stream().mapToLong(Long::longValue).sum());
    }

    private Exposition metrics() throws InterruptedException {
        return Exposition.parse(get("http://" + admin + "/metrics"));
    }

    @Test
    void twoHundredReloadsUnderLoadFailNothing() throws Exception {
        SteadyLoad load = load();
        nothingFailed(load, reload("reload", 200, load));
    }

    @Test
    @Tag("slow")
    void aThousandReloadsUnderLoadFailNothingAndLeaveNothingBehind() throws Exception {
        SteadyLoad load = load();
        int warm = reload("warm", 100, load);
        double heap = heap();
        Exposition before = metrics();
        int reloads = reload("reload", 1_000, load);
        Eventually.see(this::heap, now -> now < heap + 16 * MEBIBYTE);
        Exposition after = metrics();
        assertThat(after.sum("jvm_threads")).isLessThan(before.sum("jvm_threads") + 10);
        assertThat(after.sum("process_open_fds")).isLessThan(before.sum("process_open_fds") + 50);
        nothingFailed(load, warm + reloads);
    }

    private double heap() throws InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Tool.run(jcmd, Long.toString(telpher.pid()), "GC.run").succeeded();
        return metrics().sum("jvm_heap_used_bytes");
    }
}
