package io.telpher.app.e2e;

import static io.telpher.app.e2e.RunningTelpher.curl;
import static io.telpher.app.e2e.RunningTelpher.get;
import static io.telpher.app.e2e.RunningTelpher.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.server.RealNginx;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients with certificates and without, on listeners that ask for them under all names or under some. */
class ClientCertificatesTest {
    @TempDir
    private static Path folder;

    private static RealNginx origin;
    private static RunningTelpher telpher;

    @BeforeAll
    static void start() throws Exception {
        authority("staff");
        authority("stranger");
        client("alice", "staff");
        client("bob", "staff");
        client("mallory", "stranger");
        server("open", "open.test");
        server("closed", "*.closed.test");
        server("shield", "public.closed.test");
        origin = RealNginx.configured(folder, """
                server { listen 127.0.0.1:${port};
                  location / { return 200 "[$http_client_cert][$http_x_forwarded_client_cert][$http_client_cert_chain]"; } }
                """);
        telpher = RunningTelpher.start(folder, """
                listeners:
                  - https: 127.0.0.1:0
                    client-certificates: {authorities: F/staff.pem, forward: [client-cert, x-forwarded-client-cert]}
                  - https: 127.0.0.1:0
                    client-certificates: {authorities: F/staff.pem, required: false}
                  - https: 127.0.0.1:0
                    unknown-names: refuse
                    certificate:
                      - {chain: F/open.pem, key: F/open.key}
                      - {chain: F/closed.pem, key: F/closed.key, client-certificates: {authorities: F/staff.pem}}
                      - {chain: F/shield.pem, key: F/shield.key}
                upstreams:
                  origin: {endpoints: ["127.0.0.1:%d"]}
                routes:
                  - {match: {path: /**}, to: origin}
                  - match: {path: /orders, client: {uri: "spiffe://example.org/alice", common-name: alice}}
                    respond: {status: 200, body: alice}
                  - match: {path: /orders}
                    respond: {status: 403, body: nobody}
                """.replace("F/", folder + "/").formatted(origin.port()));
    }

    @AfterAll
    static void stop() {
        telpher.close();
        origin.close();
    }

    private static void openssl(String... words) throws Exception {
        String[] command = new String[words.length + 1];
        command[0] = "openssl";
        System.arraycopy(words, 0, command, 1, words.length);
        Tool.run(command).succeeded();
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static void authority(String name) throws Exception {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-keyout",
                file(name + ".key"),
                "-out",
                file(name + ".pem"));
    }

    private static void client(String name, String authority) throws Exception {
        Files.writeString(folder.resolve(name + ".ext"), """
                extendedKeyUsage=clientAuth
                subjectAltName=URI:spiffe://example.org/%1$s,DNS:%1$s.example.org
                """.formatted(name));
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/O=Example/CN=" + name,
                "-keyout",
                file(name + ".key"),
                "-out",
                file(name + ".csr"));
        openssl(
                "x509",
                "-req",
                "-in",
                file(name + ".csr"),
                "-CA",
                file(authority + ".pem"),
                "-CAkey",
                file(authority + ".key"),
                "-CAcreateserial",
                "-days",
                "10",
                "-extfile",
                file(name + ".ext"),
                "-out",
                file(name + ".pem"));
    }

    private static void server(String name, String host) throws Exception {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=DNS:" + host,
                "-keyout",
                file(name + ".key"),
                "-out",
                file(name + ".pem"));
    }

    private static String[] as(String client, String... words) {
        String[] all = {"-k", "--cert", file(client + ".pem"), "--key", file(client + ".key")};
        String[] command = java.util.Arrays.copyOf(all, all.length + words.length);
        System.arraycopy(words, 0, command, all.length, words.length);
        return command;
    }

    private static String url(int listener, String path) {
        return "https://127.0.0.1:" + telpher.port(listener) + path;
    }

    private static String[] named(String host, String path) {
        String at = host + ":" + telpher.port(2);
        return new String[] {"--resolve", at + ":127.0.0.1", "https://" + at + path};
    }

    private static String[] join(String[] some, String... more) {
        String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    // === who it is ===

    @Test
    void theUpstreamAndTheLogLearnWhoTheClientIs() throws Exception {
        String answer = get(as("alice", url(0, "/alice")));
        assertThat(answer).contains("[:MII").contains("Subject=\"CN=alice,O=Example\"");
        assertThat(answer).contains(";URI=spiffe://example.org/alice;DNS=alice.example.org");
        assertThat(telpher.logged("/alice").path("client_subject").asText()).isEqualTo("CN=alice,O=Example");
        assertThat(telpher.logged("/alice").path("client_fingerprint").asText())
                .hasSize(64)
                .satisfies(hash -> assertThat(answer).contains("Hash=" + hash));
    }

    @Test
    void aClientCannotSayThatItIsSomebodyElse() throws Exception {
        String[] spoofed = {
            "-H",
            "Client-Cert: :AAAA:",
            "-H",
            "Client-Cert-Chain: :AAAA:",
            "-H",
            "X-Forwarded-Client-Cert: Subject=root",
            "-H",
            "Client_Cert: :AAAA:"
        };
        assertThat(get(join(join(spoofed, "-k"), url(1, "/spoofed")))).isEqualTo("[][][]");
        assertThat(get(as("alice", join(spoofed, url(0, "/spoofed2")))))
                .doesNotContain("AAAA")
                .doesNotContain("root");
    }

    @Test
    void aRouteIsForThoseWhoHaveItsCertificate() throws Exception {
        assertThat(get(as("alice", url(1, "/orders")))).isEqualTo("alice");
        assertThat(get(as("alice", "--http2", url(1, "/orders")))).isEqualTo("alice");
        assertThat(get(as("bob", url(1, "/orders")))).isEqualTo("nobody");
        assertThat(status("-k", url(1, "/orders"))).isEqualTo(403);
    }

    // === who is refused, and why ===

    @Test
    void aClientWithoutACertificateIsRefusedAndTheLogSaysSo() throws Exception {
        assertThat(curl("-k", url(0, "/")).exit()).isNotZero();
        telpher.logged(line -> line.path("reason").asText().equals("client-tls")
                && line.path("detail").asText().contains("the client sent no certificate"));
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefusedEvenWhereNoneIsRequired() throws Exception {
        assertThat(curl(as("mallory", url(0, "/"))).exit()).isNotZero();
        // a client that waits: one that sends its request at once may find the connection gone before it reads why
        Tool.Result mallory = Tool.run(
                "openssl",
                "s_client",
                "-ign_eof",
                "-connect",
                "127.0.0.1:" + telpher.port(1),
                "-cert",
                file("mallory.pem"),
                "-key",
                file("mallory.key"));
        assertThat(mallory.err() + mallory.out()).contains("unknown ca");
        telpher.logged(line -> line.path("detail").asText().contains("not trusted here")
                && line.path("detail").asText().contains("mallory"));
    }

    @Test
    void aServersCertificateIsNotOneForClients() throws Exception {
        assertThat(curl(as("open", url(0, "/"))).exit()).isNotZero();
    }

    @Test
    void whereItIsOptionalClientsComeWithOrWithout() throws Exception {
        assertThat(get("-k", url(1, "/without"))).isEqualTo("[][][]");
        assertThat(get(as("alice", url(1, "/with")))).startsWith("[:MII").endsWith(":][][]");
        assertThat(telpher.logged("/without").has("client_subject")).isFalse();
    }

    // === no way round by another name (client-auth bypass) ===

    @Test
    void aNameThatAsksForNoCertificateIsNoWayToOneThatDoes() throws Exception {
        assertThat(status(join(new String[] {"-k", "-H", "Host: shop.closed.test"}, named("open.test", "/a"))))
                .isEqualTo(421);
        assertThat(status(join(
                        new String[] {"-k", "--http2", "-H", "Host: shop.closed.test"}, named("open.test", "/h2"))))
                .isEqualTo(421);
        assertThat(status(join(new String[] {"-k", "-H", "Host: SHOP.closed.test."}, named("open.test", "/dot"))))
                .isEqualTo(421);
        assertThat(status(join(new String[] {"-k"}, named("open.test", "/b")))).isEqualTo(200);
    }

    @Test
    void aWildcardsRuleDoesNotHoldForANameWithACertificateOfItsOwnAndTheOtherWayRound() throws Exception {
        assertThat(status(join(new String[] {"-k"}, named("public.closed.test", "/c"))))
                .isEqualTo(200);
        assertThat(status(join(new String[] {"-k", "-H", "Host: shop.closed.test"}, named("public.closed.test", "/d"))))
                .isEqualTo(421);
        assertThat(curl(join(new String[] {"-k"}, named("shop.closed.test", "/e")))
                        .exit())
                .isNotZero();
        assertThat(status(as("alice", named("shop.closed.test", "/f")))).isEqualTo(200);
        assertThat(status(as("alice", join(new String[] {"-H", "Host: open.test"}, named("shop.closed.test", "/g")))))
                .isEqualTo(421);
    }

    @Test
    void aSessionUnderOneNameCannotBeResumedUnderAnother() throws Exception {
        String session = file("session.pem");
        String at = "127.0.0.1:" + telpher.port(2);
        Tool.run("openssl", "s_client", "-connect", at, "-servername", "open.test", "-tls1_2", "-sess_out", session);
        assertThat(Path.of(session)).isNotEmptyFile();
        Tool.Result again = Tool.run(
                "openssl",
                "s_client",
                "-connect",
                at,
                "-servername",
                "shop.closed.test",
                "-tls1_2",
                "-sess_in",
                session);
        assertThat(again.out()).doesNotContain("Reused,");
    }

    @Test
    void aNameThatNobodyHasIsRefusedWhereTheListenerSaysSo() throws Exception {
        Tool.Result unknown = Tool.run(
                "openssl", "s_client", "-connect", "127.0.0.1:" + telpher.port(2), "-servername", "other.test");
        assertThat(unknown.err() + unknown.out()).contains("unrecognized name");
        telpher.logged(line -> line.path("detail").asText().contains("no certificate for \"other.test\""));
    }
}
