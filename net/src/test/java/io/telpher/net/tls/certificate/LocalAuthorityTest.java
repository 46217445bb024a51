package io.telpher.net.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.net.tls.Certificates;
import io.telpher.net.tls.ServerTls;
import io.telpher.net.tls.TlsClient;
import io.telpher.net.tls.TlsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAuthorityTest {
    private static final Instant NOW = Certificates.NOW;

    @TempDir
    Path state;

    private LocalAuthority authority(Instant now) {
        return new LocalAuthority(state.resolve("authority"), InstantSource.fixed(now));
    }

    private X509Certificate root() throws Exception {
        return CertificateFiles.certificates(authority(NOW).rootFile()).getFirst();
    }

    @Test
    void itCertifiesThisMachineAndTheAskedNamesFor90Days() throws Exception {
        Identity identity = authority(NOW).identity(List.of("shop.test", "*.shop.test", "10.1.2.3"));
        for (String host : List.of("localhost", "127.0.0.1", "::1", "shop.test", "www.shop.test", "10.1.2.3")) {
            assertThat(identity.names().cover(host)).as(host).isTrue();
        }
        assertThat(identity.names().coverAll(LocalNames.ofThisMachine())).isTrue();
        assertThat(identity.certificate().getNotAfter().toInstant())
                .isBetween(NOW.plus(Duration.ofDays(90)).minusSeconds(2), NOW.plus(Duration.ofDays(90)));
        assertThat(identity.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(identity.certificate().getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void theRootMaySignServersAndNoFurtherAuthority() throws Exception {
        Identity identity = authority(NOW).identity(List.of());
        assertThat(root().getBasicConstraints()).isZero();
        assertThat(root().getKeyUsage()[5]).as("may sign certificates").isTrue();
        assertThat(root().getNotAfter().toInstant()).isAfter(NOW.plus(Duration.ofDays(3640)));
        byte[] rootKeyId = root().getExtensionValue("2.5.29.14");
        byte[] authorityKeyId = identity.certificate().getExtensionValue("2.5.29.35");
        // The last 20 bytes of both are the hash of the root's key (RFC 5280 §4.2.1.1).
        assertThat(last20(authorityKeyId)).isEqualTo(last20(rootKeyId));
    }

    private static byte[] last20(byte[] extension) {
        return java.util.Arrays.copyOfRange(extension, extension.length - 20, extension.length);
    }

    @Test
    void keysAreForTheirOwnerAlone() throws Exception {
        authority(NOW).identity(List.of());
        try (var files = Files.list(state.resolve("authority"))) {
            for (Path file : files.filter(f -> !f.getFileName().toString().startsWith("."))
                    .toList()) {
                boolean secret = Files.readString(file).contains("PRIVATE KEY");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo(secret ? "rw-------" : "rw-r--r--");
            }
        }
    }

    @Test
    void theSameCertificateIsServedUntilFewerThan30DaysAreLeft() throws Exception {
        Identity first = authority(NOW).identity(List.of());
        assertThat(authority(NOW.plus(Duration.ofDays(59))).identity(List.of())).isEqualTo(first);
        Identity renewed = authority(NOW.plus(Duration.ofDays(61))).identity(List.of());
        assertThat(renewed.certificate()).isNotEqualTo(first.certificate());
        renewed.certificate().verify(root().getPublicKey());
        first.certificate().verify(root().getPublicKey());
    }

    @Test
    void aDamagedCertificateIsMadeAnewAndALostAuthorityKeyIsAnError() throws Exception {
        authority(NOW).identity(List.of());
        Path leaf;
        try (var files = Files.list(state.resolve("authority"))) {
            leaf = files.filter(f -> f.getFileName().toString().startsWith("server-"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(leaf, "half a fi");
        assertThat(authority(NOW).identity(List.of()).names().cover("localhost"))
                .isTrue();
        Files.delete(state.resolve("authority/ca.key"));
        Files.delete(leaf);
        assertThatThrownBy(() -> authority(NOW).identity(List.of()))
                .isInstanceOf(CertificateProblem.class)
                .hasMessageContaining("ca.key")
                .hasMessageContaining("gone");
    }

    @Test
    void twoProcessesAtOnceEndWithOneAuthorityAndOneCertificate() throws Exception {
        List<Process> processes = List.of(process(), process());
        for (Process process : processes) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        Set<String> serials = new java.util.HashSet<>();
        for (Process process : processes) {
            serials.add(new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(serials).hasSize(1).doesNotContain("");
    }

    @Test
    void bouncyCastleIsNotLoadedWhenTheCertificateExists() throws Exception {
        assertThat(loadedClasses()).anyMatch(line -> line.contains("org.bouncycastle"));
        assertThat(loadedClasses()).noneMatch(line -> line.contains("org.bouncycastle"));
    }

    private List<String> loadedClasses() throws Exception {
        Path log = state.resolve("classes.log");
        Process process = process("-Xlog:class+load:file=" + log);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(log);
    }

    private Process process(String... flags) throws Exception {
        List<String> command = new java.util.ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(flags));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Asking.class.getName(),
                state.resolve("authority").toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** A process that asks for a certificate and prints its serial number. */
    static final class Asking {
        public static void main(String[] args) throws Exception {
            LocalAuthority authority = new LocalAuthority(Path.of(args[0]), InstantSource.fixed(NOW_FOR_PROCESSES));
            System.out.print(authority.identity(List.of()).certificate().getSerialNumber());
        }

        private static final Instant NOW_FOR_PROCESSES = Instant.parse("2026-06-01T00:00:00Z");
    }

    @Test
    void aClientThatTrustsTheRootTrustsTheServer() throws Exception {
        LocalAuthority authority = authority(NOW);
        ServerTls tls = new ServerTls(List.of(authority.identity(List.of())), List.of(), ServerTls.HANDSHAKE_TIMEOUT);
        try (TlsServer server = new TlsServer(tls);
                SSLSocket byName = new TlsClient(root()).connect(server.port(), "localhost");
                SSLSocket byAddress = new TlsClient(root()).connect(server.port(), "127.0.0.1")) {
            assertThat(byName.getSession().isValid()).isTrue();
            assertThat(byAddress.getSession().isValid()).isTrue();
        }
    }
}
