package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.admin.Running.Reload;
import io.telpher.testkit.Tool;
import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.time.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are replaced while clients are connected, as openssl and curl see it. */
class CertificateSwapTest {
    private static final String ASK = "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n";

    @TempDir
    private Path folder;

    private Path many;

    @BeforeEach
    void certificates() throws Exception {
        many = Files.createDirectory(folder.resolve("many"));
        certify("shop.test", folder);
    }

    /** Makes a new certificate with its key, and puts both in the place of those before. */
    private SelfSigned certify(String name, Path where) throws Exception {
        SelfSigned made = SelfSigned.create(Files.createTempDirectory(folder, "made-"), name);
        Files.move(made.key(), where.resolve(name + ".key"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(made.certificate(), where.resolve(name + ".crt"), StandardCopyOption.REPLACE_EXISTING);
        return new SelfSigned(where.resolve(name + ".crt"), where.resolve(name + ".key"));
    }

    private Path write(String more) throws Exception {
        return Files.writeString(
                folder.resolve("telpher.yaml"), """
                listeners:
                  - https: 127.0.0.1:0
                    certificate:
                      - {chain: F/shop.test.crt, key: F/shop.test.key}MORE
                routes: [{match: {path: /**}, respond: {status: 200, body: fine}}]
                """.replace("MORE", more).replace("F/", folder + "/"));
    }

    private RunningTelpher reloaded(String more) throws Exception {
        return RunningTelpher.ofFile(folder, write(more));
    }

    /** Which certificate openssl is shown under a name. */
    private static String shown(RunningTelpher telpher, String name) throws Exception {
        return Tool.run(
                        "sh",
                        "-c",
                        "openssl s_client -connect 127.0.0.1:" + telpher.port() + " -servername " + name
                                + " </dev/null 2>/dev/null | openssl x509 -noout -serial")
                .succeeded()
                .out();
    }

    private static String serial(Path certificate) throws Exception {
        return Tool.run("openssl", "x509", "-noout", "-serial", "-in", certificate.toString())
                .succeeded()
                .out();
    }

    private Path chain() {
        return folder.resolve("shop.test.crt");
    }

    @Test
    void aReloadShowsTheNewOneToThoseWhoComeAndThoseWhoAreThereLiveOn() throws Exception {
        SelfSigned former = new SelfSigned(chain(), folder.resolve("shop.test.key"));
        try (RunningTelpher telpher = reloaded("");
                RawClient before = RawClient.tls(telpher.port(), former.trusting(), "shop.test", List.of("http/1.1"))) {
            assertThat(before.exchange(ASK).text()).isEqualTo("fine");
            String old = shown(telpher, "shop.test");
            assertThat(old).isEqualTo(serial(chain()));
            SelfSigned renewed = certify("shop.test", folder);
            assertThat(shown(telpher, "shop.test")).as("nobody has asked yet").isEqualTo(old);

            Reload reload = telpher.reload();

            assertThat(reload.taken()).as(reload.text()).isTrue();
            assertThat(shown(telpher, "shop.test")).isEqualTo(serial(chain())).isNotEqualTo(old);
            assertThat(curl(telpher, renewed.certificate()).succeeded().out()).isEqualTo("fine");
            assertThat(before.exchange(ASK).text()).isEqualTo("fine");
        }
    }

    private static Tool.Result curl(RunningTelpher telpher, Path trusted) throws InterruptedException {
        return RunningTelpher.curl(
                "--cacert",
                trusted.toString(),
                "--resolve",
                "shop.test:" + telpher.port() + ":127.0.0.1",
                "https://shop.test:" + telpher.port() + "/");
    }

    @Test
    void aBrokenCertificateChangesNothingAndSaysWhy() throws Exception {
        try (RunningTelpher telpher = reloaded("")) {
            String old = shown(telpher, "shop.test");
            Path key = SelfSigned.create(many, "other.test").key();
            Files.move(key, folder.resolve("shop.test.key"), StandardCopyOption.REPLACE_EXISTING);

            Reload another = telpher.reload();

            assertThat(another.taken()).isFalse();
            assertThat(another.text()).contains("shop.test.key", "does not belong");
            assertThat(shown(telpher, "shop.test")).isEqualTo(old);

            Files.writeString(chain(), "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n");
            Reload damaged = telpher.reload();
            assertThat(damaged.taken()).isFalse();
            assertThat(damaged.text()).contains("shop.test.crt");
            assertThat(shown(telpher, "shop.test")).isEqualTo(old);
            assertThat(telpher.metrics().sum("telpher_config_refused")).isEqualTo(1);
        }
    }

    @Test
    void aChangedFileIsServedWithoutBeingAskedFor() throws Exception {
        try (RunningTelpher telpher = RunningTelpher.watching(folder, write(""))) {
            String old = shown(telpher, "shop.test");
            certify("shop.test", folder);
            String renewed = serial(chain());
            assertThat(renewed).isNotEqualTo(old);
            Eventually.see(() -> shown(telpher, "shop.test"), renewed::equals);
        }
    }

    @Test
    void resumedSessionsStayCountedWhenTheirCertificateHasGone() throws Exception {
        try (RunningTelpher telpher = reloaded("")) {
            String resume = "openssl s_client -connect 127.0.0.1:" + telpher.port() + " -tls1_2 -reconnect </dev/null";
            Tool.run("sh", "-c", resume).succeeded();
            assertThat(telpher.metrics().sum("telpher_handshakes_resumed_total"))
                    .isEqualTo(5);
            certify("shop.test", folder);
            assertThat(telpher.reload().taken()).isTrue();
            Tool.run("sh", "-c", resume).succeeded();
            Eventually.see(() -> telpher.metrics().sum("telpher_handshakes_resumed_total"), resumed -> resumed == 10);
        }
    }

    @Test
    void inAFolderOfManyEachIsReplacedForItself() throws Exception {
        for (int i = 0; i < 8; i++) {
            certify("s" + i + ".test", many);
        }
        try (RunningTelpher telpher = RunningTelpher.watching(folder, write("\n      - {folder: " + many + "}"))) {
            String first = shown(telpher, "unknown.test");
            assertThat(first).isEqualTo(serial(chain()));
            for (int i = 0; i < 8; i++) {
                assertThat(shown(telpher, "s" + i + ".test")).isEqualTo(serial(many.resolve("s" + i + ".test.crt")));
            }
            certify("s3.test", many);
            String renewed = serial(many.resolve("s3.test.crt"));
            Eventually.see(() -> shown(telpher, "s3.test"), renewed::equals);

            certify("new.test", many);
            String added = serial(many.resolve("new.test.crt"));
            Eventually.see(() -> shown(telpher, "new.test"), added::equals);

            Files.delete(many.resolve("s5.test.crt"));
            Files.delete(many.resolve("s5.test.key"));
            Eventually.see(() -> shown(telpher, "s5.test"), first::equals);
            assertThat(shown(telpher, "s4.test")).isEqualTo(serial(many.resolve("s4.test.crt")));
        }
    }
}
