package io.telpher.gateway.jwt;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Verdict;
import io.telpher.gateway.Config;
import io.telpher.gateway.Requests;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.testkit.keys.TokenSigner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JwtTest extends Jwt {

    @Test
    void whoShowsNothingIsAskedForATokenWithoutAThread() throws Exception {
        JwtFilter filter = filter("keys", set());
        HttpResponse answer = ask(filter, Requests.get("/"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(challenge(answer)).isEqualTo("Bearer");
        assertThat(answer.fields().value(FieldName.CONTENT_TYPE)).isEqualTo("application/problem+json");
        assertThat(filter.admit(Requests.get("/", "authorization", "Basic eDp5")))
                .isInstanceOf(Verdict.Answer.class);
        assertThat(upstream).isNull();
        assertThat(counted("missing")).isEqualTo(2);
    }

    @Test
    void whatIsNoSingleTokenIsABadRequest() throws Exception {
        JwtFilter filter = filter("keys", set(), "optional", true);
        String token = RSA.token("RS256", claims());
        for (String bad :
                List.of("Bearer", "Bearer ", "Bearer a b", "Bearer " + token + ", Bearer x", "Bearer \"x\"")) {
            HttpResponse answer = ask(filter, Requests.get("/", "authorization", bad));
            assertThat(answer.status()).as(bad).isEqualTo(400);
            assertThat(challenge(answer)).startsWith("Bearer error=\"invalid_request\"");
        }
        assertThat(ask(filter, Requests.get("/", "authorization", "Bearer " + token, "authorization", "Bearer x"))
                        .status())
                .isEqualTo(400);
        assertThat(ask(filter, Requests.get("/", "Authorization", "bearer  " + token))
                        .status())
                .as("the scheme in any case")
                .isEqualTo(200);
    }

    @Test
    void whatATokenLacksIsForbiddenAndSaid() throws Exception {
        JwtFilter filter = filter(
                "keys",
                set(),
                "scopes",
                List.of("read", "write"),
                "claims",
                map("role", List.of("admin", "editor"), "tenant", List.of(), "realm.roles", "x"));
        Map<String, Object> all = claims(
                "scope",
                "a read write",
                "role",
                List.of("user", "editor"),
                "tenant",
                7,
                "realm",
                Map.of("roles", List.of("w", "x")));
        assertThat(with(filter, RSA.token("RS256", all)).status()).isEqualTo(200);
        for (Map<String, Object> change : List.of(
                Map.<String, Object>of("scope", "read"),
                Map.<String, Object>of("scope", "read writes"),
                Map.<String, Object>of("role", "user"),
                Map.<String, Object>of("realm", Map.of("roles", "y")),
                Map.<String, Object>of("realm", "x"))) {
            Map<String, Object> fewer = new LinkedHashMap<>(all);
            fewer.putAll(change);
            HttpResponse answer = with(filter, RSA.token("RS256", fewer));
            assertThat(answer.status()).as(change.toString()).isEqualTo(403);
            assertThat(challenge(answer))
                    .startsWith("Bearer error=\"insufficient_scope\"")
                    .endsWith(", scope=\"read write\"");
        }
        all.remove("tenant");
        assertThat(with(filter, RSA.token("RS256", all)).status()).isEqualTo(403);
        assertThat(counted("claims")).isEqualTo(6);
    }

    @Test
    void theUpstreamIsToldWhatIsConfiguredAndNothingThatAClientMadeUp() throws Exception {
        JwtFilter filter = filter(
                "keys",
                set(),
                "optional",
                true,
                "headers",
                map("X-User", "sub", "X-Roles", "roles", "X-Name", "name", "X-Age", "age"));
        String token = RSA.token(
                "RS256",
                claims("sub", "a\r\nX-Admin: 1", "roles", List.of("a,b", "c d"), "name", "José 100%", "age", 42));
        HttpRequest request =
                Requests.get("/", "authorization", "Bearer " + token, "x-user", "root", "X-ROLES", "root", "x-b", "c");
        assertThat(ask(filter, request).status()).isEqualTo(200);
        assertThat(upstream.fields().toString())
                .isEqualTo(
                        "authorization: Bearer " + token + "\nx-b: c\nx-user: a%0D%0AX-Admin: 1\nx-roles: a%2Cb,c d\n"
                                + "x-name: Jos%C3%A9 100%25\nx-age: 42\n");
        ask(filter, Requests.get("/", "x-user", "root", "x-age", "1"));
        assertThat(upstream.fields().toString()).as("of nobody nothing is told").isEmpty();
        assertThat(upstream.exchange().identity()).isNull();
        assertThat(counted("anonymous")).isEqualTo(1);
        JwtFilter kept = filter("keys", set(), "forward", false);
        assertThat(with(kept, RSA.token("RS256", claims())).status()).isEqualTo(200);
        assertThat(upstream.fields().toString()).isEmpty();
    }

    @Test
    void whereATokenIsOptionalOneThatIsNotRightIsRefusedAllTheSame() throws Exception {
        JwtFilter filter = filter("keys", set(), "optional", true);
        refused(filter, RSA.token("RS256", claims("exp", 1)), "expired");
        assertThat(ask(filter, Requests.get("/", "authorization", "Basic eDp5")).status())
                .as("something else than a token is none")
                .isEqualTo(200);
    }

    @Test
    void aTokenIsVerifiedOnceUntilItExpires() throws Exception {
        JwtFilter filter = filter("keys", set());
        String token = RSA.token("RS256", claims());
        for (int i = 0; i < 5; i++) {
            assertThat(with(filter, token).status()).isEqualTo(200);
        }
        assertThat(verified()).isEqualTo(1);
        JwtFilter reloaded = filter("keys", set(), "headers", map("X-User", "sub"));
        assertThat(with(reloaded, token).status()).isEqualTo(200);
        assertThat(verified()).as("whatever else has changed").isEqualTo(1);
        time.passed = Duration.ofSeconds(629);
        assertThat(with(filter, token).status()).isEqualTo(200);
        time.passed = Duration.ofSeconds(630);
        refused(filter, token, "expired");
        assertThat(verified()).isEqualTo(1);
    }

    @Test
    void otherKeysOrRulesBelieveNothingOfWhatThoseBeforeDid() throws Exception {
        JwtFilter filter = filter("keys", set(), "issuer", "me");
        String token = RSA.token("RS256", claims());
        assertThat(with(filter, token).status()).isEqualTo(200);
        refused(filter("keys", set(), "issuer", "them"), token, "issuer");
        Path file = folder.resolve("keys.json");
        Files.writeString(file, TokenSigner.jwks(EC));
        refused(filter("keys", map("jwks", file.toString()), "issuer", "me"), token, "unknown-key");
    }

    @Test
    void whatIsRememberedIsBoundedAndWhatIsUsedStays() {
        Remembered remembered = new Remembered(100, 1_000_000);
        KeySet keys = new KeySet(List.of());
        Remembered.Entry used = new Remembered.Entry(new Claims(Map.of(), "used", 0), keys, 10);
        remembered.keep("used", used);
        for (int i = 0; i < 1_000; i++) {
            remembered.keep("other " + i, new Remembered.Entry(new Claims(Map.of(), "other", 0), keys, 10));
            assertThat(remembered.find("used")).isSameAs(used);
            assertThat(remembered.size()).isLessThanOrEqualTo(101);
        }
        assertThat(remembered.find("other 0")).isNull();
        Remembered small = new Remembered(100, 1_000);
        for (int i = 0; i < 100; i++) {
            small.keep("long " + i, new Remembered.Entry(new Claims(Map.of(), "long", 0), keys, 100));
        }
        assertThat(small.size()).isLessThanOrEqualTo(10);
    }

    @Test
    void whatIsMadeUpPushesNothingOut() throws Exception {
        JwtFilter filter = filter("keys", set());
        List<String> made = new ArrayList<>();
        String right = ED.token("EdDSA", claims());
        with(filter, right);
        for (int i = 0; i < 20; i++) {
            made.add(TokenSigner.ed25519("d").token("EdDSA", claims("sub", "u" + i)));
        }
        for (String token : made) {
            refused(filter, token, "signature");
        }
        with(filter, right);
        assertThat(verified()).isEqualTo(21);
    }

    @Test
    void mistakesAreToldWithWhatToDo() {
        Object keys = map("pem", "key.pem");
        assertThat(mistakes()).contains("\"keys\" is missing");
        assertThat(mistakes("keys", map())).contains("expected one of jwks, url, pem and secret");
        assertThat(mistakes("keys", map("pem", "a", "jwks", "b")))
                .contains("expected one of jwks, url, pem and secret");
        assertThat(mistakes("keys", map("url", "ftp://x"))).contains("a URL such as https://");
        assertThat(mistakes("keys", map("url", "http://x", "ca", "y"))).contains("\"ca\" goes with a \"url\" of https");
        assertThat(mistakes("keys", map("pem", List.of()))).contains("1 to 16 files");
        assertThat(mistakes("keys", keys, "algorithms", "HS256")).contains("goes with keys: {secret: FILE} only");
        assertThat(mistakes("keys", keys, "algorithms", List.of("RS256", "HS256")))
                .contains("goes with keys: {secret: FILE} only");
        assertThat(mistakes("keys", map("secret", "s"), "algorithms", "RS256")).contains("not \"RS256\"");
        assertThat(mistakes("keys", keys, "algorithms", "none")).contains("expected");
        assertThat(mistakes("keys", keys, "algorithms", List.of())).contains("at least one");
        assertThat(mistakes("keys", keys, "leeway", "1h")).contains("at most 10m");
        assertThat(mistakes("keys", keys, "size", "1MiB")).contains("from 256B to 64KiB");
        assertThat(mistakes("keys", keys, "scopes", "a b")).contains("is no scope");
        for (String name : List.of("Host", "Authorization", "Content-Length", "X_User", "X-Forwarded-For")) {
            assertThat(mistakes("keys", keys, "headers", map(name, "sub"))).contains("choose a name of its own");
        }
        assertThat(mistakes("keys", keys, "headers", map("a b", "sub"))).contains("not a field name");
    }

    @Test
    void theFilesOfKeysBelongToTheConfiguration() {
        JwtConfig config = Config.read(JwtConfig.SHAPE, map("keys", map("pem", List.of("a", "b"))));
        assertThat(new JwtFeature().files(config)).containsExactly(Path.of("a"), Path.of("b"));
    }

    private static String mistakes(Object... keysAndValues) {
        return Config.mistakes(JwtConfig.SHAPE, map(keysAndValues));
    }
}
