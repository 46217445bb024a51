package io.telpher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.config.Problem;
import io.telpher.testkit.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made by openssl, some of them at another time. */
class FileContentsTest {
    private static final String NOT_PEM = "holds no certificate; expected PEM: -----BEGIN CERTIFICATE-----";

    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws Exception {
        make("now", "good");
        make("now", "other");
        make("2020-01-01 00:00:00", "old");
        make("2090-01-01 00:00:00", "early");
        Files.writeString(folder.resolve("text.pem"), "nothing of the kind\n");
        String good = Files.readString(folder.resolve("good.pem"));
        Files.writeString(folder.resolve("damaged.pem"), good.substring(0, 100) + good.substring(300));
        Files.writeString(folder.resolve("short"), "0123456789");
    }

    private void make(String when, String name) throws Exception {
        Tool.run(
                        "faketime",
                        when,
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-days",
                        "1",
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=DNS:" + name,
                        "-keyout",
                        folder.resolve(name + ".key").toString(),
                        "-out",
                        folder.resolve(name + ".pem").toString())
                .succeeded();
    }

    private List<String> told(String listener, String rest) {
        String text = """
                listeners:
                  - https: 8443
                    %s
                routes:
                  - match: {path: /}
                    respond: 200
                %s
                """.formatted(listener, rest).replace("DIR", folder.toString());
        return ConfigurationReader.read("t", text, true).problems().stream()
                .map(Problem::toString)
                .map(line -> line.replace(folder.toString(), "DIR"))
                .filter(line -> !line.contains("(no-"))
                .toList();
    }

    @Test
    void whatIsRightIsNotTold() {
        assertThat(told("certificate: {chain: DIR/good.pem, key: DIR/good.key}", ""))
                .isEmpty();
        assertThat(told("certificate: automatic", "")).isEmpty();
    }

    @Test
    void aPairThatIsNoneIsAMistakeAtItsPlace() {
        assertThat(told("certificate: {chain: DIR/good.pem, key: DIR/other.key}", ""))
                .singleElement()
                .asString()
                .startsWith(
                        "t:3:26: error: listeners[0].certificate.chain: DIR/other.key: the key does not belong to the first"
                                + " certificate in DIR/good.pem (CN=good)");
        assertThat(told(
                        "certificate: [{chain: DIR/good.pem, key: DIR/text.pem}, {chain: DIR/text.pem, key: DIR/good.key}]",
                        ""))
                .hasSize(2)
                .satisfies(all -> assertThat(all.get(0))
                        .contains("error: listeners[0].certificate[0].chain: DIR/text.pem: holds no key; expected PEM"))
                .satisfies(all ->
                        assertThat(all.get(1)).endsWith("listeners[0].certificate[1].chain: DIR/text.pem: " + NOT_PEM));
        assertThat(told("certificate: {chain: DIR/damaged.pem, key: DIR/good.key}", ""))
                .singleElement()
                .asString()
                .contains("error: listeners[0].certificate.chain: DIR/damaged.pem: certificate 1 is damaged");
    }

    @Test
    void timesAreWarnedOf() {
        assertThat(told("certificate: {chain: DIR/old.pem, key: DIR/old.key}", ""))
                .singleElement()
                .asString()
                .contains("warning: listeners[0].certificate.chain: DIR/old.pem: CN=old expired on 2020-01-02");
        assertThat(told("certificate: {chain: DIR/early.pem, key: DIR/early.key}", ""))
                .singleElement()
                .asString()
                .contains(
                        "warning: listeners[0].certificate.chain: DIR/early.pem: CN=early is not valid before 2090-01-01");
    }

    @Test
    void authoritiesAndKeysOfTokensAreReadAsWell() {
        List<String> all = told("client-certificates: {authorities: DIR/good.key}", """
                  - match: {path: /a}
                    jwt: {keys: {pem: DIR/text.pem}, audience: a, issuer: i}
                    respond: 200
                  - match: {path: /b}
                    jwt: {keys: {url: "https://id.example/keys", ca: DIR/text.pem}, audience: a, issuer: i}
                    respond: 200
                  - match: {path: /c}
                    jwt: {keys: {secret: DIR/short}, audience: a, issuer: i}
                    respond: 200
                  - match: {path: /**}
                    to: web
                upstreams:
                  web:
                    endpoints: ["127.0.0.1:1"]
                    tls: {ca: DIR/old.pem}
                """);
        assertThat(all)
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one)
                                .endsWith("error: listeners[0].client-certificates.authorities: DIR/good.key: "
                                        + NOT_PEM),
                        one -> assertThat(one)
                                .contains(
                                        "error: routes[1].jwt.keys: the keys of tokens in DIR/text.pem cannot be used: expected"),
                        one -> assertThat(one).endsWith("error: routes[2].jwt.keys.ca: DIR/text.pem: " + NOT_PEM),
                        one -> assertThat(one)
                                .contains(
                                        "error: routes[3].jwt.keys: the keys of tokens in DIR/short cannot be used: a secret for"
                                                + " HS256 has at least 32 bytes, this one 10"),
                        one -> assertThat(one).contains("warning: upstreams.web.tls.ca: DIR/old.pem: CN=old expired"));
    }

    @Test
    void whatIsNotHereIsForTheOneWhoServes() {
        assertThat(told("certificate: {chain: DIR/none.pem, key: DIR/none.key}", ""))
                .isEmpty();
    }
}
