package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.keys.TokenSigner;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of tokens that come by TLS, from servers that an authority of our own certified, or nobody whom we trust. */
class JwtKeysByTlsTest {
    private static final TokenSigner FIRST = TokenSigner.ed25519("first");
    private static final TokenSigner SECOND = TokenSigner.ed25519("second");
    private static final TokenSigner STRANGER = TokenSigner.ed25519("stranger");

    @TempDir
    private static Path folder;

    private static Path root;
    private static SSLContext certified;

    /** What the servers have. */
    private volatile String keys = TokenSigner.jwks(FIRST);

    @BeforeAll
    static void certify() throws Exception {
        Path authority = folder.resolve("authority");
        Path file = Certified.file(authority, InstantSource.system(), "id.example");
        root = authority.resolve("ca.crt");
        certified = new SelfSigned(file, file).serving();
    }

    private static String answer(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    private RawOrigin server(SSLContext context) throws Exception {
        return RawOrigin.scriptedTls(context, RawOrigin.each((request, connection) -> connection.send(answer(keys))));
    }

    /** A route for these keys. */
    private static String route(String path, RawOrigin server, Path ca, String more) {
        return """
                  - match: {path: /%1$s}
                    jwt: {keys: {url: "https://localhost:%2$d/%1$s", ca: %3$s%4$s}, issuer: me, audience: shop}
                    rate-limit: {per: user, limit: 2/day}
                    respond: {status: 200, body: fine}
                """.formatted(path, server.port(), ca, more);
    }

    private static RunningTelpher telpher(String routes) throws Exception {
        return RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                routes:
                  - match: {path: /free}
                    respond: {status: 200, body: free}
                """ + routes);
    }

    private static int status(RunningTelpher where, String path, TokenSigner signer, String user) throws Exception {
        String token = signer.token(
                "EdDSA",
                Map.of(
                        "iss",
                        "me",
                        "aud",
                        "shop",
                        "sub",
                        user,
                        "exp",
                        Instant.now().getEpochSecond() + 600));
        return RunningTelpher.status("-H", "Authorization: Bearer " + token, where.url("/" + path));
    }

    /** By a user who has not been here, so that no limit and no memory is in the way. */
    private static int status(RunningTelpher where, String path, TokenSigner signer) throws Exception {
        return status(where, path, signer, UUID.randomUUID().toString());
    }

    @Test
    void usersAreToldApartByKeysThatComeByTls() throws Exception {
        try (RawOrigin server = server(certified);
                RunningTelpher telpher = telpher(route("keys", server, root, ""))) {
            assertThat(List.of(
                            status(telpher, "keys", FIRST, "alice"),
                            status(telpher, "keys", FIRST, "alice"),
                            status(telpher, "keys", FIRST, "alice"),
                            status(telpher, "keys", FIRST, "bob"),
                            status(telpher, "keys", STRANGER, "bob")))
                    .containsExactly(200, 200, 429, 200, 401);
            assertThat(server.requests())
                    .as("the second for a key that nobody knew")
                    .hasSize(2)
                    .allSatisfy(request -> {
                        assertThat(request.startLine()).isEqualTo("GET /keys HTTP/1.1");
                        assertThat(request.first("host")).isEqualTo("localhost:" + server.port());
                        assertThat(request.has("authorization")).isFalse();
                    });
        }
    }

    @ParameterizedTest
    @CsvSource({"unknown", "otherwise-named", "expired", "not-tls"})
    void whoIsNotCertifiedIsAskedForNothingAndTokensAreAnswered503(String why) throws Exception {
        SelfSigned stranger = SelfSigned.create(folder, "other.example");
        Path old = folder.resolve("old-authority");
        InstantSource then = InstantSource.offset(InstantSource.system(), Duration.ofDays(-100));
        Path expired = Certified.file(old, then, "id.example");
        Path trusted = switch (why) {
            case "otherwise-named" -> stranger.certificate();
            case "expired" -> old.resolve("ca.crt");
            default -> root;
        };
        try (RawOrigin server = switch (why) {
                    case "expired" -> server(new SelfSigned(expired, expired).serving());
                    case "not-tls" -> RawOrigin.answering(answer(keys));
                    default -> server(stranger.serving());
                };
                RunningTelpher telpher = telpher(route("keys", server, trusted, ""))) {
            assertThat(status(telpher, "keys", FIRST)).isEqualTo(503);
            assertThat(status(telpher, "keys", STRANGER)).isEqualTo(503);
            assertThat(telpher.metrics().sum("telpher_jwt_keys_total", "outcome=\"failed\""))
                    .isGreaterThan(0);
            assertThat(server.requests()) // a ClientHello may look like one to who speaks no TLS
                    .noneMatch(request -> request.startLine().startsWith("GET "));
        }
    }

    @Test
    void keysThatAreReplacedAreFollowed() throws Exception {
        try (RawOrigin server = server(certified);
                RunningTelpher telpher = telpher(route("keys", server, root, ", refresh: 50ms"))) {
            assertThat(status(telpher, "keys", FIRST)).isEqualTo(200);
            keys = TokenSigner.jwks(FIRST, SECOND);
            Eventually.see(() -> status(telpher, "keys", SECOND), status -> status == 200);
            assertThat(status(telpher, "keys", FIRST)).as("both are there").isEqualTo(200);
            keys = TokenSigner.jwks(SECOND);
            Eventually.see(() -> status(telpher, "keys", FIRST), status -> status == 401);
            assertThat(status(telpher, "keys", SECOND)).isEqualTo(200);
        }
    }

    @Test
    void aTokenByAKeyThatIsNewWaitsForIt() throws Exception {
        try (RawOrigin server = server(certified);
                RunningTelpher telpher = telpher(route("keys", server, root, ""))) {
            assertThat(status(telpher, "keys", FIRST)).isEqualTo(200);
            keys = TokenSigner.jwks(FIRST, SECOND);
            assertThat(status(telpher, "keys", SECOND)).isEqualTo(200);
            assertThat(status(telpher, "keys", FIRST)).isEqualTo(200);
        }
    }

    @Test
    void whoeverWaitsForASlowHandshakeHoldsUpNobodyElse() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        RawOrigin.Script prompt = RawOrigin.each((request, connection) -> connection.send(answer(keys)));
        try (RawOrigin server = RawOrigin.scriptedTls(certified, connection -> {
                    open.await(); // the handshake begins with the first read
                    prompt.serve(connection);
                });
                RunningTelpher telpher = telpher(route("keys", server, root, ", timeout: 60s"))) {
            CompletableFuture<Integer> early = CompletableFuture.supplyAsync(() -> {
                try {
                    return status(telpher, "keys", FIRST);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            for (int i = 0; i < 8; i++) {
                assertThat(RunningTelpher.get(telpher.url("/free"))).isEqualTo("free");
            }
            assertThat(early).isNotDone();
            open.countDown();
            assertThat(early.join()).isEqualTo(200);
        }
    }

    @Test
    void whateverBecomesOfTheServerTheLastGoodKeysStay() throws Exception {
        List<String> troubles = List.of("garbage", "none", "fails", "moved", "long", "short", "silent", "mute");
        CountDownLatch bad = new CountDownLatch(1);
        RawOrigin.Script script = RawOrigin.each((request, connection) -> {
            switch (bad.getCount() > 0 ? "" : request.startLine().split("[ /]")[2]) {
                case "garbage" -> connection.send(answer("<html>"));
                case "none" -> connection.send(answer("{\"keys\": []}"));
                case "fails" -> connection.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
                case "moved" -> connection.send("HTTP/1.1 302 No\r\nLocation: /keys\r\nContent-Length: 0\r\n\r\n");
                case "long" -> connection.send(answer("{\"keys\": [" + " ".repeat(600_000) + "]}"));
                case "short" -> {
                    connection.send(answer(keys).replace("Length: ", "Length: 1"));
                    connection.close();
                }
                case "silent" -> connection.stall();
                case "mute" -> connection.close();
                default -> connection.send(answer(keys));
            }
        });
        try (RawOrigin server = RawOrigin.scriptedTls(certified, script);
                RunningTelpher telpher = telpher(troubles.stream()
                        .map(trouble -> route(trouble, server, root, ", refresh: 50ms, timeout: 500ms"))
                        .collect(Collectors.joining()))) {
            for (String trouble : troubles) {
                Eventually.see(() -> status(telpher, trouble, FIRST), status -> status == 200);
            }
            double before = failed(telpher);
            bad.countDown();
            Eventually.see(
                    () -> {
                        for (String trouble : troubles) {
                            assertThat(status(telpher, trouble, FIRST))
                                    .as(trouble)
                                    .isEqualTo(200);
                        }
                        return failed(telpher) - before;
                    },
                    failed -> failed >= troubles.size());
            for (String trouble : troubles) {
                assertThat(status(telpher, trouble, FIRST)).as(trouble).isEqualTo(200);
                assertThat(status(telpher, trouble, STRANGER)).as(trouble).isEqualTo(401);
            }
        }
    }

    private static double failed(RunningTelpher telpher) throws Exception {
        return telpher.metrics().sum("telpher_jwt_keys_total", "outcome=\"failed\"");
    }
}
