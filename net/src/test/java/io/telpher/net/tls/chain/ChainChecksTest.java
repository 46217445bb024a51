package io.telpher.net.tls.chain;

import static io.telpher.net.tls.Certificates.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.telpher.net.tls.Certificates;
import io.telpher.net.tls.certificate.Identity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

class ChainChecksTest {
    private final Identity root = Certificates.root("root");
    private final Identity intermediate =
            Certificates.named("intermediate").by(root).authority().make();
    private final Identity good = Certificates.leaf(intermediate, "api.test");
    private final ChainChecks checks = new ChainChecks(new TrustAnchors("tests", List.of(root.certificate())));

    ChainChecksTest() throws Exception {}

    private ChainRefused refused(List<X509Certificate> chain, String host) {
        return catchThrowableOfType(ChainRefused.class, () -> checks.check(chain, host, NOW));
    }

    private void assertRefused(ChainCheck check, List<X509Certificate> chain, String... words) {
        ChainRefused refused = refused(chain, "api.test");
        assertThat(refused).isNotNull();
        assertThat(refused.check()).isEqualTo(check);
        assertThat(refused.getMessage())
                .contains("check " + check.number() + " of 6")
                .contains(words);
    }

    @Test
    void aChainUpToATrustedRootIsAccepted() {
        assertThatCode(() -> checks.check(good.chain(), "api.test", NOW)).doesNotThrowAnyException();
    }

    @Test
    void aChainThatIncludesTheRootIsAccepted() {
        List<X509Certificate> chain = new ArrayList<>(good.chain());
        chain.add(root.certificate());
        assertThatCode(() -> checks.check(chain, "api.test", NOW)).doesNotThrowAnyException();
    }

    @Test
    void intermediatesInTheWrongOrderAndStrangersAmongThemAreAccepted() throws Exception {
        Identity second =
                Certificates.named("second").by(intermediate).authority().make();
        Identity leaf = Certificates.leaf(second, "api.test");
        List<X509Certificate> chain = List.of(
                leaf.certificate(),
                Certificates.root("stranger").certificate(),
                intermediate.certificate(),
                second.certificate());
        assertThatCode(() -> checks.check(chain, "api.test", NOW)).doesNotThrowAnyException();
    }

    @Test
    void check1NothingWasSent() {
        assertRefused(ChainCheck.RECEIVED, List.of(), "sent no certificate");
    }

    @Test
    void check1ACertificateForClientsIsNotOneForServers() throws Exception {
        Identity leaf = Certificates.named("server")
                .by(intermediate)
                .forNames("api.test")
                .purpose(KeyPurposeId.id_kp_clientAuth)
                .make();
        assertRefused(ChainCheck.RECEIVED, leaf.chain(), "not for servers");
    }

    @Test
    void check2TheIntermediateWasNotSent() {
        assertRefused(ChainCheck.SIGNED_BY_INTERMEDIATE, List.of(good.certificate()), "CN=intermediate", "full chain");
    }

    @Test
    void check2TheSignatureIsForged() throws Exception {
        Identity leaf = Certificates.named("server")
                .by(intermediate)
                .forNames("api.test")
                .forged()
                .make();
        assertRefused(ChainCheck.SIGNED_BY_INTERMEDIATE, leaf.chain(), "signature", "forged");
    }

    @Test
    void check2AServersCertificateMayNotSignAnother() throws Exception {
        Identity leaf = Certificates.leaf(good, "api.test");
        assertRefused(ChainCheck.SIGNED_BY_INTERMEDIATE, leaf.chain(), "not an authority");
    }

    @Test
    void check3TheIntermediatesSignatureIsForged() throws Exception {
        Identity forged =
                Certificates.named("intermediate").by(root).authority().forged().make();
        assertRefused(
                ChainCheck.INTERMEDIATE_SIGNED_BY_ROOT,
                Certificates.leaf(forged, "api.test").chain(),
                "CN=root");
    }

    @Test
    void check4TheRootIsNotTrusted() throws Exception {
        Identity stranger = Certificates.root("stranger");
        Identity under = Certificates.named("under").by(stranger).authority().make();
        assertRefused(
                ChainCheck.ROOT_TRUSTED, Certificates.leaf(under, "api.test").chain(), "CN=stranger", "\"ca\"");
    }

    @Test
    void check4ASelfSignedCertificateIsNotTrusted() throws Exception {
        Identity self = Certificates.named("self").forNames("api.test").make();
        assertRefused(ChainCheck.ROOT_TRUSTED, self.chain(), "self-signed", "\"ca\"");
    }

    @Test
    void aSelfSignedCertificateIsAcceptedWhereItIsItselfTrusted() throws Exception {
        Identity self = Certificates.named("self").forNames("api.test").make();
        ChainChecks pinned = new ChainChecks(new TrustAnchors("tests", self.chain()));
        assertThatCode(() -> pinned.check(self.chain(), "api.test", NOW)).doesNotThrowAnyException();
        assertThat(catchThrowableOfType(
                                ChainRefused.class,
                                () -> pinned.check(self.chain(), "api.test", NOW.plus(Duration.ofDays(101))))
                        .check())
                .isEqualTo(ChainCheck.NOT_EXPIRED);
    }

    @Test
    void check5TheCertificateHasExpired() throws Exception {
        Identity leaf = Certificates.named("server")
                .by(intermediate)
                .forNames("api.test")
                .until(NOW.minusSeconds(60))
                .make();
        assertRefused(ChainCheck.NOT_EXPIRED, leaf.chain(), "expired on");
    }

    @Test
    void check5TheIntermediateHasExpired() throws Exception {
        Identity old = Certificates.named("old")
                .by(root)
                .authority()
                .until(NOW.minusSeconds(60))
                .make();
        assertRefused(ChainCheck.NOT_EXPIRED, Certificates.leaf(old, "api.test").chain(), "CN=old");
    }

    @Test
    void check5TheCertificateIsNotYetValid() throws Exception {
        Identity leaf = Certificates.named("server")
                .by(intermediate)
                .forNames("api.test")
                .from(NOW.plusSeconds(3600))
                .make();
        assertRefused(ChainCheck.NOT_EXPIRED, leaf.chain(), "clock");
    }

    @Test
    void check6TheDomainDoesNotMatch() {
        ChainRefused refused = refused(good.chain(), "other.test");
        assertThat(refused.check()).isEqualTo(ChainCheck.DOMAIN_MATCHES);
        assertThat(refused.getMessage()).contains("other.test", "api.test", "\"name\"");
    }

    @Test
    void theCommonNameIsNotAName() throws Exception {
        Identity leaf = Certificates.named("api.test").by(intermediate).make();
        assertThat(refused(leaf.chain(), "api.test").check()).isEqualTo(ChainCheck.DOMAIN_MATCHES);
    }
}
