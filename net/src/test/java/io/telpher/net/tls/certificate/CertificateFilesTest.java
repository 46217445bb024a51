package io.telpher.net.tls.certificate;

import static io.telpher.net.tls.Certificates.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.net.tls.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateFilesTest {
    @TempDir
    Path folder;

    private Path chain;
    private Path key;
    private final Identity root = Certificates.root("root");
    private final Identity intermediate =
            Certificates.named("intermediate").by(root).authority().make();
    private final Identity good = Certificates.leaf(intermediate, "shop.test");

    CertificateFilesTest() throws Exception {}

    @BeforeEach
    void write() throws Exception {
        chain = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
        write(good);
    }

    private void write(Identity identity) throws Exception {
        Files.writeString(chain, Certificates.pem(identity.chain()));
        writeKey(Certificates.pem(identity));
    }

    private void writeKey(String text) throws Exception {
        Files.writeString(key, text);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private CertificateFiles read() throws Exception {
        return CertificateFiles.read(chain, key, NOW);
    }

    private void assertProblem(Path file, String... words) {
        assertThatThrownBy(this::read)
                .isInstanceOf(CertificateProblem.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContainingAll(words);
    }

    @Test
    void aGoodChainIsReadWithoutAWarning() throws Exception {
        assertThat(read().identity()).isEqualTo(good);
        assertThat(read().warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 384})
    void ecKeysAreReadInTheFormOfSec1(int bits) throws Exception {
        Identity ec = Certificates.named("ec").ec(bits).forNames("shop.test").make();
        write(ec);
        writeKey(Pem.write("EC PRIVATE KEY", inner(ec)));
        assertThat(KeyRules.belongTogether(
                        read().identity().key(), ec.certificate().getPublicKey()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 4096})
    void rsaKeysAreReadInTheFormsOfPkcs8AndPkcs1(int bits) throws Exception {
        Identity rsa = Certificates.named("rsa").rsa(bits).forNames("shop.test").make();
        write(rsa);
        assertThat(read().identity().key()).isEqualTo(rsa.key());
        writeKey(Pem.write("RSA PRIVATE KEY", inner(rsa)));
        assertThat(read().identity().key()).isEqualTo(rsa.key());
    }

    private static byte[] inner(Identity identity) throws Exception {
        return PrivateKeyInfo.getInstance(identity.key().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
    }

    @Test
    void aKeyOfAnotherCertificateIsNamed() throws Exception {
        writeKey(Certificates.pem(Certificates.leaf(root, "shop.test")));
        assertProblem(key, "does not belong", chain.toString());
    }

    @Test
    void aKeyOfAnotherKindIsNamed() throws Exception {
        writeKey(Pem.write(
                "RSA PRIVATE KEY", inner(Certificates.named("r").rsa(2048).make())));
        assertProblem(key, "does not belong");
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        Files.delete(key);
        assertProblem(key, "no such file");
    }

    @Test
    void filesWithoutWhatIsExpectedAreNamed() throws Exception {
        Files.writeString(chain, "hello");
        assertProblem(chain, "holds no certificate", "BEGIN CERTIFICATE");
        write(good);
        writeKey(Certificates.pem(good.chain()));
        assertProblem(key, "holds no key", "BEGIN PRIVATE KEY");
    }

    @Test
    void anEncryptedKeyIsNamed() throws Exception {
        writeKey(Pem.write("ENCRYPTED PRIVATE KEY", new byte[40]));
        assertProblem(key, "encrypted", "openssl pkey");
        writeKey("-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\nAAAA\n"
                + "-----END EC PRIVATE KEY-----\n");
        assertProblem(key, "encrypted");
    }

    @Test
    void damagedFilesAreNamed() throws Exception {
        Files.writeString(chain, Pem.write(Pem.CERTIFICATE, new byte[] {1, 2, 3}));
        assertProblem(chain, "certificate 1 is damaged");
        write(good);
        writeKey(Pem.write(Pem.PRIVATE_KEY, new byte[] {0x30, 1, 0}));
        assertProblem(key, "damaged");
    }

    @Test
    void aWeakKeyIsRefused() throws Exception {
        write(Certificates.named("weak").rsa(1024).forNames("shop.test").make());
        assertProblem(chain, "1024 bits", "2048");
        write(Certificates.named("odd").ec(521).forNames("shop.test").make());
        assertProblem(chain, "secp521r1", "P-256");
    }

    @Test
    void anExpiredCertificateIsAWarning() throws Exception {
        write(Certificates.named("old")
                .by(intermediate)
                .forNames("shop.test")
                .until(NOW.minus(Duration.ofDays(2)))
                .make());
        assertThat(read().warnings()).singleElement().asString().contains(chain.toString(), "CN=old", "expired on");
    }

    @Test
    void anIncompleteChainIsAWarning() throws Exception {
        Files.writeString(chain, Certificates.pem(List.of(good.certificate())));
        assertThat(read().warnings()).singleElement().asString().contains("incomplete", "CN=intermediate");
    }

    @Test
    void aChainInTheWrongOrderIsAWarning() throws Exception {
        Files.writeString(chain, Certificates.pem(List.of(good.certificate(), root.certificate())));
        assertThat(read().warnings()).singleElement().asString().contains("has not signed certificate 1");
    }

    @Test
    void aCertificateWithoutNamesIsAWarning() throws Exception {
        write(Certificates.named("shop.test").by(intermediate).make());
        assertThat(read().warnings()).singleElement().asString().contains("subject alternative name");
    }

    @Test
    void aKeyThatOthersCanReadIsAWarning() throws Exception {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(read().warnings())
                .singleElement()
                .asString()
                .contains(key.toString(), "read by others", "chmod 600");
    }

    @Test
    void identitiesDoNotShowTheirKeyInLogs() {
        assertThat(good.toString()).isEqualTo("Identity[CN=server]");
    }
}
