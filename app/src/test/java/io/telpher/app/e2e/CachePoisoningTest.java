package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ways to give others an answer that one has made, or to get one that was made for others, by their classes; through sockets, before
 * an origin that gives back whatever it was asked and says that it may be stored for an hour.
 */
class CachePoisoningTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static RawOrigin origin;
    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        origin = RawOrigin.requests((request, connection) -> {
            String target = request.startLine().split(" ")[1];
            String echo = request + "|" + NUMBER.incrementAndGet();
            String fields = "Cache-Control: max-age=3600\r\n";
            if (target.contains("/account")) {
                fields = "Content-Type: text/html\r\nLast-Modified: Wed, 01 Jan 2020 00:00:00 GMT\r\n";
            } else if (target.contains("/varies")) {
                fields += "Vary: X-A, X-B\r\n";
            } else if (target.contains("/encoded")) {
                fields += "Vary: Accept-Encoding\r\n";
            } else if (target.contains("/login")) {
                fields += "Set-Cookie: session=" + NUMBER + "\r\n";
            }
            if (target.contains("/condition") && request.has("If-None-Match")) {
                connection.send("HTTP/1.1 304 Not Modified\r\n" + fields + "\r\n");
                return;
            }
            if (target.contains("/part") && request.has("Range")) {
                connection.send("HTTP/1.1 206 Partial Content\r\n" + fields
                        + "Content-Range: bytes 0-3/100\r\nContent-Length: 4\r\n\r\nevil");
                return;
            }
            int status = target.contains("/refused") ? 400 : 200;
            if (status != 200) {
                fields = "";
            }
            connection.send("HTTP/1.1 " + status + " As-Said\r\n" + fields + "Content-Length: " + echo.length()
                    + "\r\n\r\n" + echo);
        });
        telpher = RunningTelpher.start(folder, """
                listeners: [{http: 0}]
                upstreams:
                  origin: {endpoints: [ORIGIN]}
                routes:
                  - match: {path: /**}
                    cache: {key: {without: [utm_*]}}
                    to: origin
                """.replace("ORIGIN", origin.address()));
    }

    @AfterAll
    static void stop() throws IOException {
        telpher.close();
        origin.close();
    }

    /** A path that no other test asks for. */
    private static String path(String name) {
        return "/" + NUMBER.incrementAndGet() + name;
    }

    private static RawMessage ask(String method, String target, String fields) throws IOException {
        String host = fields.contains("Host: ") ? "" : "Host: good.example\r\n";
        try (RawClient client = telpher.connect()) {
            return client.exchange(method + " " + target + " HTTP/1.1\r\n" + host + fields + "\r\n");
        }
    }

    private static RawMessage get(String target, String fields) throws IOException {
        return ask("GET", target, fields);
    }

    private static void isHit(RawMessage first, RawMessage later) {
        assertThat(later.text()).isEqualTo(first.text());
        assertThat(later.first("cache-status")).contains("hit");
    }

    @Test
    void cve20262836PathsOfDifferentHostsAreApart() throws IOException {
        String path = path("/a");
        String evil = get(path, "Host: evil.example\r\n").text();

        assertThat(get(path, "Host: good.example\r\n").text())
                .isNotEqualTo(evil)
                .contains("good.example");
        assertThat(get(path, "Host: good.example:8080\r\n").text()).isNotEqualTo(evil);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-Proto: https",
                "X-Original-URL: /evil",
                "X-Rewrite-URL: /evil",
                "X-Host: evil.example",
                "X-Forwarded-Prefix: /evil",
                "X-Forwarded-Scheme: nothttps",
                "X-Forwarded-Port: 666",
                "Forwarded: host=evil.example",
                "X_Forwarded_Host: evil.example",
                "X-HTTP-Host-Override: evil.example"
            })
    void aFieldThatNamesAnotherTargetPoisonsNobody(String field) throws IOException {
        String path = path("/b");
        get(path, field + "\r\n");

        assertThat(get(path, "").text())
                .doesNotContain("evil")
                .doesNotContain("nothttps")
                .doesNotContain("666");
    }

    @Test
    void aWholeUrlInTheRequestLineIsTheKeyAndWhatIsAskedFor() throws IOException {
        String path = path("/j");
        RawMessage evil = ask("GET", "http://evil.example" + path, "Host: good.example\r\n");

        if (evil.status() == 200) { // whoever it was answered for, it was one and the same on both sides
            assertThat(evil.text()).contains("evil.example").doesNotContain("good.example");
        }
        RawMessage good = get(path, "");
        assertThat(good.first("cache-status")).doesNotContain("hit");
        assertThat(good.text()).contains("good.example").doesNotContain("evil");
    }

    @Test
    void aHostIsOneHoweverItIsWrittenAndTwoAreNone() throws IOException {
        String path = path("/k");
        RawMessage first = get(path, "Host: good.example\r\n");

        isHit(first, get(path, "Host: GOOD.example:" + "80\r\n"));
        assertThat(get(path, "Host: good.example\r\nHost: evil.example\r\n").status())
                .isEqualTo(400);
    }

    @Test
    void anAnswerToOnesConditionIsNoAnswerForOthers() throws IOException {
        String path = path("/condition");
        assertThat(get(path, "If-None-Match: \"a\"\r\n").status()).isEqualTo(304);

        assertThat(get(path, "").status()).isEqualTo(200);
    }

    @Test
    void aPartIsNeverTheWholeForOthers() throws IOException {
        String path = path("/part");
        assertThat(get(path, "Range: bytes=0-3\r\n").text()).isEqualTo("evil");

        RawMessage whole = get(path, "");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.text()).isNotEqualTo("evil");
    }

    @Test
    void whatWasAnsweredToAnUpgradeIsNotStored() throws IOException {
        String path = path("/l");
        String evil = get(path, "Connection: upgrade\r\nUpgrade: evil\r\n").text();

        assertThat(get(path, "").text()).isNotEqualTo(evil).doesNotContain("evil");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-A: \u0007", "X A: 1", "X-A : 1", "Transfer-Encoding: chunked, xchunked"})
    void whatIsRefusedHereIsNeitherStoredNorCounted(String field) throws IOException {
        String path = path("/m");
        assertThat(get(path, field + "\r\n").status()).isBetween(400, 501);

        RawMessage good = get(path, "");
        assertThat(good.status()).isEqualTo(200);
        assertThat(good.first("cache-status")).contains("fwd=uri-miss");
    }

    @Test
    void craftedVaryValuesNeverMakeTheSameKey() throws IOException {
        String path = path("/varies");
        String first = get(path, "X-A: 1|2\r\nX-B: 3\r\n").text();

        assertThat(get(path, "X-A: 1\r\nX-B: 2|3\r\n").text()).isNotEqualTo(first);
        assertThat(get(path, "X-A: 1|2, X-B: 3\r\n").text()).isNotEqualTo(first);
        assertThat(get(path, "X-B: 3\r\nX-A: 1|2\r\n").text()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=0", "\u0001", "gzip, , br;q=x", "*;q=0, identity;q=0"})
    void cve202435296NonsenseInAcceptEncodingPoisonsNobody(String value) throws IOException {
        String path = path("/encoded");
        String odd = get(path, "Accept-Encoding: " + value + "\r\n").text();

        RawMessage plain = get(path, "Accept-Encoding: gzip\r\n");
        assertThat(plain.text()).isNotEqualTo(odd);
        isHit(plain, get(path, "Accept-Encoding: gzip\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/account/x.css",
                "/account;x.css",
                "/account%3Bx.css",
                "/account.js",
                "/account/%2e%2e/account/x.png"
            })
    void aPrivatePageThatPretendsToBeAFileIsNotShared(String tail) throws IOException {
        String path = path(tail);
        String mine = get(path, "Cookie: session=1\r\n").text();

        assertThat(get(path, "").text()).isNotEqualTo(mine).doesNotContain("session=1");
    }

    @Test
    void aCookieThatWasSetForOneIsNotGivenToAnother() throws IOException {
        String path = path("/login");
        assertThat(get(path, "").first("set-cookie")).startsWith("session=");

        RawMessage other = get(path, "");
        assertThat(other.first("cache-status")).doesNotContain("hit");
    }

    @Test
    void contentOfAGetPoisonsNobody() throws IOException {
        String path = path("/c");
        ask("GET", path, "Content-Length: 4\r\n\r\nevil");

        assertThat(get(path, "").text()).doesNotContain("evil");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override: POST", "X-HTTP-Method: DELETE", "X-Method-Override: PUT"})
    void anOverriddenMethodPoisonsNobody(String field) throws IOException {
        String path = path("/d");
        String evil = get(path, field + "\r\n").text();

        assertThat(get(path, "").text()).isNotEqualTo(evil);
    }

    @Test
    void aParameterThatDoesNotCountIsNotSent() throws IOException {
        String path = path("/e");
        RawMessage first = get(path + "?q=1&utm_source=%3Cscript%3E", "");

        assertThat(first.text()).doesNotContain("script");
        isHit(first, get(path + "?q=1", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "?q=1;utm_source=evil, ?q=1",
        "?utm_source=a;q=evil&q=1, ?q=1",
        "?q=1&q=evil, ?q=1",
        "?q=1%26q=evil, ?q=1",
        "?Q=evil, ?q=1"
    })
    void parametersCannotBeHiddenInOthers(String evil, String good) throws IOException {
        String path = path("/f");
        get(path + evil, "");

        assertThat(get(path + good, "").text()).doesNotContain("evil");
    }

    @Test
    void aRefusalThatSomebodyProvokedIsNotStored() throws IOException {
        String path = path("/refused");
        String first = get(path, "X-Oversized: " + "x".repeat(4_000) + "\r\n").text();

        assertThat(get(path, "").text()).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"/g%2Fh, /g/h", "/g%00, /g", "/g%0d%0aX:1, /g", "/g%23x, /g", "/g%3Fx=1, /g?x=1", "/g%5Ch, /g/h"})
    void differentPathsNeverHaveOneKey(String odd, String plain) throws IOException {
        String prefix = path("");
        RawMessage first = get(prefix + odd, "");
        RawMessage other = get(prefix + plain, "");

        assertThat(other.status()).isEqualTo(200);
        assertThat(other.text()).isNotEqualTo(first.text());
        assertThat(other.first("cache-status")).doesNotContain("hit");
    }

    @Test
    void cve20254366ContentBeforeAHitIsNoRequest() throws IOException {
        String path = path("/h");
        RawMessage stored = get(path, "");
        String smuggled = "GET " + path + "/smuggled HTTP/1.1\r\nHost: good.example\r\n\r\n";
        try (RawClient client = telpher.connect()) {
            client.exchange("GET " + path + " HTTP/1.1\r\nHost: good.example\r\nContent-Length: " + smuggled.length()
                    + "\r\n\r\n" + smuggled);
            RawMessage next = client.exchange("GET " + path + " HTTP/1.1\r\nHost: good.example\r\n\r\n");

            isHit(stored, next);
        }
        assertThat(origin.requests()).noneMatch(request -> request.startLine().contains("/smuggled"));
    }

    @Test
    void whatWasAnsweredToCredentialsIsNotShared() throws IOException {
        String path = path("/i");
        get(path, "Authorization: Bearer secret\r\n");

        assertThat(get(path, "").text()).doesNotContain("secret");
    }
}
