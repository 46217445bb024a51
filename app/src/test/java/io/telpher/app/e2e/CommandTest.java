package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.Tool;
import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.server.RealProcess;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process: what it prints, what it does on signals, how it ends. */
class CommandTest {
    @TempDir
    private Path folder;

    private List<String> telpher(String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.telpher.app.Main"));
        command.addAll(List.of(words));
        return command;
    }

    @Test
    void runServesTheFileUntilItIsToldToStop() throws Exception {
        int port = FreePorts.next();
        String admin = "127.0.0.1:" + FreePorts.next();
        Path own = Files.createDirectory(folder.resolve("nginx"));
        try (RealNginx nginx = RealNginx.configured(own, """
                server { listen 127.0.0.1:${port}; location / { return 200 one; } }
                server { listen 127.0.0.1:${port2}; location / { return 200 two; } }
                """)) {
            Path file = Files.writeString(folder.resolve("edge.yaml"), """
                    listeners:
                      - http: 8080
                    upstreams:
                      web:
                        endpoints: [127.0.0.1:9001, 127.0.0.1:9002]
                        balance: round-robin
                        health: {http: /health, interval: 1s, timeout: 1s}
                    routes:
                      - match: {path: /**}
                        to: web
                    """.replace("8080", Integer.toString(port))
                    .replace("127.0.0.1:9001", nginx.address())
                    .replace("127.0.0.1:9002", "127.0.0.1:" + nginx.port("port2")));
            List<String> command = telpher(
                    "run", file.toString(), "--state", folder.resolve("state").toString(), "--admin", admin);
            try (RealProcess process = RealProcess.start(folder, command)) {
                String url = "http://localhost:" + port + "/";
                process.awaitOutput("(?s)Telpher is up.*" + Pattern.quote(url) + ".*" + Pattern.quote(admin));
                Set<String> both = Set.of("one", "two"); // once both are healthy
                Eventually.see(() -> new HashSet<>(List.of(get(url), get(url))), both::equals);

                aSecondOneNamesTheFirst(command, process, port);
                logsAreOpenedAnew(process, url);

                process.terminate();
                assertThat(process.awaitExit()).isZero();
            }
        }
    }

    private static void aSecondOneNamesTheFirst(List<String> command, RealProcess first, int port)
            throws InterruptedException {
        Tool.Result second = Tool.run(command.toArray(String[]::new));
        assertThat(second.exit()).isEqualTo(3);
        assertThat(second.err())
                .contains("port " + port + " is in use by pid " + first.pid())
                .hasLineCount(1);
        assertThat(second.out()).isEmpty();
    }

    private void logsAreOpenedAnew(RealProcess process, String url) throws Exception {
        Path log = folder.resolve("state/access.log");
        Path moved = folder.resolve("state/access.log.1");
        Eventually.see(() -> Files.readAllLines(log).size(), lines -> lines >= 2);
        Files.move(log, moved);
        Tool.run("kill", "-HUP", Long.toString(process.pid())).succeeded();
        get(url + "after");
        // The signal comes at its own time: what is asked before it goes to the file that was moved.
        Eventually.see(
                () -> {
                    get(url + "after");
                    return Files.exists(log) && Files.readString(log).contains("/after");
                },
                there -> there);
        assertThat(Files.readAllLines(moved)).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aStartThatFailsForACachesFolderSaysSoInALine() throws IOException, InterruptedException {
        Path file =
                Files.writeString(folder.resolve("edge.yaml"), """
                listeners: [{http: 127.0.0.1:8080}]
                caches: {default: {memory: 8MiB, disk: {path: /proc/none, size: 64MiB}}}
                upstreams: {web: {endpoints: [127.0.0.1:9001]}}
                routes: [{match: {path: /**}, cache: {}, to: web}]
                """.replace("8080", Integer.toString(FreePorts.next())));
        String admin = "127.0.0.1:" + FreePorts.next();
        Tool.Result failed = Tool.run(telpher(
                        "run",
                        file.toString(),
                        "--state",
                        folder.resolve("state").toString(),
                        "--admin",
                        admin)
                .toArray(String[]::new));

        assertThat(failed.exit()).isEqualTo(3);
        assertThat(failed.err())
                .contains("a cache cannot use the folder /proc/none")
                .hasLineCount(1);
        assertThat(failed.out()).isEmpty();
    }

    @Test
    void checkTellsEveryMistakeAtOnce() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("broken.yaml"), """
                listeners:
                  - http: 80800
                  - https: 8443
                    certificat: automatic
                upstreams:
                  web:
                    endpoints: [127.0.0.1:9001, 127.0.0.1]
                    balance: round-robbin
                    health: {http: health, interval: 1}
                  lonely:
                    endpoints: [127.0.0.1:9003]
                routes:
                  - match: {path: /**}
                    to: wev
                  - match: {path: /a}
                    respond: {status: 99}
                  - match: {path: /**}
                    to: web
                """);
        Tool.Result check = Tool.run(
                telpher("check", folder.resolve("broken.yaml").toString()).toArray(String[]::new));
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out().replace(folder.resolve("broken.yaml").toString(), "broken.yaml"))
                .isEqualTo(golden());
    }

    private static String golden() {
        return """
                broken.yaml:2:11: error: listeners[0].http: found "80800", expected a port such as 8080, or an address and a port such as 127.0.0.1:8080 or "[::1]:8080"
                    2 |   - http: 80800
                      |           ^
                broken.yaml:4:5: error: listeners[1].certificat: unknown key "certificat" in listener; did you mean "certificate"?; known keys: http, https, certificate, handshake-timeout, client-certificates, unknown-names, redirect, proxy-protocol, connections, keep-alive, head-timeout, read-timeout, write-timeout, head-size, line-size, fields
                    4 |     certificat: automatic
                      |     ^
                broken.yaml:7:33: error: upstreams.web.endpoints[1]: found "127.0.0.1", expected an endpoint such as 127.0.0.1:9001, "[::1]:9002" or name:80, or a mapping (endpoint)
                    7 |     endpoints: [127.0.0.1:9001, 127.0.0.1]
                      |                                 ^
                broken.yaml:8:14: error: upstreams.web.balance: found "round-robbin", expected one of round-robin, weighted-round-robin, least-connections, least-response-time, random, consistent-hash; did you mean "round-robin"?, or a mapping (balance)
                    8 |     balance: round-robbin
                      |              ^
                broken.yaml:9:20: error: upstreams.web.health.http: found "health", expected a path such as /health
                    9 |     health: {http: health, interval: 1}
                      |                    ^
                broken.yaml:9:38: error: upstreams.web.health.interval: found "1", expected a duration with its unit, such as 500ms, 10s, 5m, 2h or 7d
                    9 |     health: {http: health, interval: 1}
                      |                                      ^
                broken.yaml:10:3: warning: upstreams.lonely: no route leads to this upstream
                   10 |   lonely:
                      |   ^
                broken.yaml:14:9: error: routes[0].to: found "wev", expected the name of an upstream; did you mean "web"?; known upstreams: web, lonely
                   14 |     to: wev
                      |         ^
                broken.yaml:16:23: error: routes[1].respond.status: found "99", expected a whole number from 200 to 599
                   16 |     respond: {status: 99}
                      |                       ^
                broken.yaml:17:12: error: routes[2].match: the same match as at broken.yaml:13:12: one of the two would never be used
                   17 |   - match: {path: /**}
                      |            ^
                broken.yaml: 9 errors, 1 warning
                """;
    }

    @Test
    void aFileThatIsNotThereIsAMistake() throws InterruptedException {
        Tool.Result run = Tool.run(telpher("run", "nowhere.yaml").toArray(String[]::new));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("nowhere.yaml:1:1: error: there is no such file");
    }
}
