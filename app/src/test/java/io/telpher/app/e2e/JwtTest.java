package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.keys.TokenSigner;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens as curl shows them: by keys in files and at a URL, with limits, a cache and a log that know who asks. */
class JwtTest {
    private static final TokenSigner RSA = TokenSigner.rsa("r", 2048);
    private static final TokenSigner EC = TokenSigner.ec("e", "secp256r1");
    private static final TokenSigner ED = TokenSigner.ed25519("d");

    @TempDir
    private static Path folder;

    private static final AtomicInteger ASKED = new AtomicInteger();

    private static RawOrigin origin;
    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        origin = RawOrigin.requests((request, connection) -> {
            String path = request.startLine().split("[ ?]")[1];
            String control = path.startsWith("/cached/") ? path.substring("/cached/".length()) : "";
            String body = "user=" + request.first("x-user") + " token=" + request.has("authorization") + " n="
                    + ASKED.incrementAndGet();
            connection.send("HTTP/1.1 200 OK\r\n"
                    + (control.isEmpty() ? "" : "Cache-Control: " + control + "\r\n")
                    + "ETag: \"1\"\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        });
        Path keys = folder.resolve("keys.json");
        Files.writeString(keys, TokenSigner.jwks(RSA, EC, ED));
        telpher = RunningTelpher.start(
                folder, """
                listeners: [{http: 0}]
                upstreams:
                  origin: {endpoints: [ORIGIN]}
                routes:
                  - match: {path: /orders/**}
                    jwt: {keys: {jwks: KEYS}, issuer: me, audience: shop, headers: {X-User: sub}}
                    to: origin
                  - match: {path: /admin/**}
                    jwt: {keys: {jwks: KEYS}, scopes: [admin], forward: false}
                    to: origin
                  - match: {path: /limited}
                    jwt: {keys: {jwks: KEYS}}
                    rate-limit: [{per: user, limit: 2/day}, {per: "claim:tenant", limit: 3/day}]
                    to: origin
                  - match: {path: /guarded}
                    jwt: {keys: {jwks: KEYS}}
                    rate-limit: {per: ip, limit: 3/day}
                    to: origin
                  - match: {path: /cached/**}
                    jwt: {keys: {jwks: KEYS}, headers: {X-User: sub}, forward: false, optional: true}
                    cache: {class: api}
                    to: origin
                """.replace("ORIGIN", origin.address()).replace("KEYS", keys.toString()));
    }

    @AfterAll
    static void stop() throws Exception {
        telpher.close();
        origin.close();
    }

    private static String token(TokenSigner signer, String algorithm, String user, Object... more) {
        Map<String, Object> claims = new LinkedHashMap<>(Map.of(
                "iss", "me", "aud", "shop", "sub", user, "exp", Instant.now().getEpochSecond() + 600));
        for (int i = 0; i < more.length; i += 2) {
            claims.put((String) more[i], more[i + 1]);
        }
        return signer.token(algorithm, claims);
    }

    private static String token(String user, Object... more) {
        return token(ED, "EdDSA", user, more);
    }

    /** Head and body. */
    private static String ask(RunningTelpher where, String path, String token, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("-i", "-H", "Authorization: Bearer " + token));
        words.addAll(List.of(more));
        words.add(where.url(path));
        return RunningTelpher.get(words.toArray(String[]::new));
    }

    private static int status(RunningTelpher where, String path, String token) throws Exception {
        return Integer.parseInt(ask(where, path, token).split(" ", 3)[1]);
    }

    @Test
    void whoShowsATokenPassesAndTheUpstreamIsToldWhoItIs() throws Exception {
        for (String token :
                List.of(token(RSA, "RS256", "alice"), token(EC, "ES256", "alice"), token(ED, "EdDSA", "alice"))) {
            assertThat(ask(telpher, "/orders/7", token, "-H", "X-User: root"))
                    .startsWith("HTTP/1.1 200")
                    .contains("user=alice token=true");
        }
        assertThat(RunningTelpher.get("-i", telpher.url("/orders/none")))
                .startsWith("HTTP/1.1 401")
                .contains("www-authenticate: Bearer\r\n", "content-type: application/problem+json", "\"status\":401");
        assertThat(ask(telpher, "/orders/7", token(RSA, "RS256", "alice", "exp", 1)))
                .startsWith("HTTP/1.1 401")
                .contains(
                        "www-authenticate: Bearer error=\"invalid_token\", error_description=\"The token has expired.\"");
        assertThat(ask(telpher, "/admin/x", token("alice", "scope", "user")))
                .startsWith("HTTP/1.1 403")
                .contains("error=\"insufficient_scope\"", "scope=\"admin\"");
        assertThat(ask(telpher, "/admin/x", token("alice", "scope", "user admin")))
                .startsWith("HTTP/1.1 200")
                .contains("token=false");
    }

    @Test
    void theLogTellsWhoItWasAndWhyNotAndNoToken() throws Exception {
        String token = token("carol");
        ask(telpher, "/orders/by-carol", token);
        String refused = token("mallory", "aud", "other");
        ask(telpher, "/orders/by-mallory", refused);
        assertThat(telpher.logged("/orders/by-carol").path("user").asText()).isEqualTo("carol");
        assertThat(telpher.logged("/orders/by-mallory").path("jwt").asText()).isEqualTo("audience");
        assertThat(telpher.logged("/orders/by-mallory").has("user")).isFalse();
        String log = Files.readString(telpher.state().resolve("access.log"));
        assertThat(log).doesNotContain(token.split("\\.")[2]).doesNotContain(refused.split("\\.")[1]);
        assertThat(telpher.metrics().sum("telpher_jwt_total", "route=\"/orders/**\"", "outcome=\"audience\""))
                .isEqualTo(1);
    }

    @Test
    void eachUserAndEachTenantHasItsQuotaWhereverItComesFrom() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            statuses.add(status(telpher, "/limited", token("alice", "tenant", "a", "jti", "new " + i)));
        }
        statuses.add(status(telpher, "/limited", token("bob", "tenant", "a")));
        String last = ask(telpher, "/limited", token("bob", "tenant", "a"));
        assertThat(statuses).containsExactly(200, 200, 429, 200);
        assertThat(last)
                .startsWith("HTTP/1.1 429")
                .containsPattern("retry-after: \\d+\r\n")
                .contains("ratelimit-policy: \"user\";q=2;w=86400, \"claim:tenant\";q=3;w=86400\r\n");
        assertThat(status(telpher, "/limited", token("bob", "tenant", "b"))).isEqualTo(200);
    }

    @Test
    void limitsByAddressCountWrongTokensToo() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            statuses.add(status(telpher, "/guarded", token(TokenSigner.ed25519("d"), "EdDSA", "mallory")));
        }
        assertThat(statuses).containsExactly(401, 401, 401, 429);
    }

    @Test
    void aCacheGivesNobodyWhatWasAnsweredToSomebodyElse() throws Exception {
        for (String control : List.of(
                "",
                "private",
                "max-age=60",
                "max-age=60,must-revalidate",
                "no-cache",
                "max-age=60,private",
                "max-age=0,stale-while-revalidate=60")) {
            String path = "/cached/" + control;
            assertThat(ask(telpher, path, token("alice"))).contains("user=alice");
            String answer = ask(telpher, path, token("bob"));
            assertThat(answer).as(control).contains("user=bob");
            assertThat(answer.toLowerCase(java.util.Locale.ROOT))
                    .as("nor tells caches further out that it is for all")
                    .doesNotContain("public");
            assertThat(ask(telpher, path, token("alice"))).as(control).contains("user=alice");
            assertThat(RunningTelpher.get(telpher.url(path))).as(control).contains("user= ");
        }
        for (String control : List.of("public,max-age=60", "s-maxage=60")) {
            String path = "/cached/" + control;
            assertThat(ask(telpher, path, token("alice"))).contains("user=alice");
            assertThat(ask(telpher, path, token("bob")))
                    .as("its origin has declared it for all: %s", control)
                    .contains("user=alice")
                    .contains("hit");
        }
        String path = "/cached/max-age=59";
        assertThat(RunningTelpher.get(telpher.url(path))).contains("user= ");
        assertThat(ask(telpher, path, token("alice")))
                .as("nor what was answered to nobody known")
                .contains("user=alice");
        assertThat(RunningTelpher.get("-i", telpher.url(path))).contains("user= ", "hit");
    }

    @Test
    void keysInAFileAreReadAnewWhenItChanges() throws Exception {
        Path keys = folder.resolve("rotating.pem");
        Files.writeString(keys, RSA.pem());
        Path file = folder.resolve("rotating.yaml");
        Files.writeString(file, """
                listeners: [{http: 0}]
                routes:
                  - match: {path: /**}
                    jwt: {keys: {pem: KEYS}, issuer: me, audience: shop}
                    respond: {status: 200, body: fine}
                """.replace("KEYS", keys.toString()));
        try (RunningTelpher watching = RunningTelpher.watching(folder, file)) {
            String before = token(RSA, "RS256", "alice");
            String after = token(EC, "ES256", "alice");
            assertThat(status(watching, "/", before)).isEqualTo(200);
            assertThat(status(watching, "/", after)).isEqualTo(401);
            Path next = folder.resolve("next.pem");
            Files.writeString(next, EC.pem());
            Files.move(next, keys, StandardCopyOption.ATOMIC_MOVE);
            assertThat(Eventually.see(() -> status(watching, "/", after), status -> status == 200))
                    .isEqualTo(200);
            assertThat(status(watching, "/", before))
                    .as("what was remembered of it is forgotten")
                    .isEqualTo(401);
            Files.writeString(keys, "nothing");
            assertThat(watching.reload().toString()).contains(keys.toString());
            assertThat(status(watching, "/", after))
                    .as("the last good ones serve")
                    .isEqualTo(200);
        }
    }

    @Test
    void keysAtAUrlAreWaitedForRefreshedAndKeptWhenTheirServerIsAway() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        String[] served = {TokenSigner.jwks(RSA)};
        RawOrigin server = RawOrigin.requests((request, connection) -> {
            open.await();
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + served[0].length()
                    + "\r\n\r\n" + served[0]);
        });
        try (RunningTelpher remote = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                routes:
                  - match: {path: /free}
                    respond: {status: 200, body: free}
                  - match: {path: /**}
                    jwt: {keys: {url: "http://KEYS/jwks.json?x=1", refresh: 100ms, timeout: 30s}, issuer: me, audience: shop}
                    respond: {status: 200, body: fine}
                """.replace("KEYS", server.address()))) {
            String old = token(RSA, "RS256", "alice");
            List<CompletableFuture<Integer>> early = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                early.add(CompletableFuture.supplyAsync(() -> {
                    try {
                        return status(remote, "/", old);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            for (int i = 0; i < 8; i++) {
                assertThat(RunningTelpher.get(remote.url("/free")))
                        .as("no loop waits with them")
                        .isEqualTo("free");
            }
            assertThat(early).noneMatch(CompletableFuture::isDone);
            open.countDown();
            for (CompletableFuture<Integer> each : early) {
                assertThat(each.join()).isEqualTo(200);
            }
            served[0] = TokenSigner.jwks(EC);
            String next = token(EC, "ES256", "alice");
            assertThat(Eventually.see(() -> status(remote, "/", next), status -> status == 200))
                    .isEqualTo(200);
            assertThat(status(remote, "/", old)).isEqualTo(401);
            server.close();
            Eventually.see(
                    () -> {
                        status(remote, "/", next);
                        return remote.metrics().sum("telpher_jwt_keys_total", "outcome=\"failed\"");
                    },
                    failed -> failed > 0);
            assertThat(status(remote, "/", next)).as("the last good ones stay").isEqualTo(200);
        }
    }

    @Test
    void whileThereHaveBeenNoKeysTokensAreAnsweredSoAndAnonymousOnesPass() throws Exception {
        try (RawOrigin broken = RawOrigin.answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
                RunningTelpher remote = RunningTelpher.start(folder, """
                        listeners: [{http: 0}]
                        routes:
                          - match: {path: /**}
                            jwt: {keys: {url: "http://KEYS/"}, issuer: me, audience: shop, optional: true}
                            respond: {status: 200, body: fine}
                        """.replace("KEYS", broken.address()))) {
            assertThat(ask(remote, "/", token("alice")))
                    .startsWith("HTTP/1.1 503")
                    .contains("retry-after: 5\r\n");
            assertThat(RunningTelpher.get(remote.url("/"))).isEqualTo("fine");
        }
    }
}
