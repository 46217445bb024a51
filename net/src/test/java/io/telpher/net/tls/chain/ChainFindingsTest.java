package io.telpher.net.tls.chain;

import static io.telpher.net.tls.Certificates.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.net.tls.Certificates;
import io.telpher.net.tls.certificate.Identity;
import io.telpher.net.tls.chain.ChainFinding.Result;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainFindingsTest {
    private final Identity root = Certificates.root("root");
    private final Identity middle =
            Certificates.named("middle").by(root).authority().make();
    private final Identity leaf = Certificates.leaf(middle, "a.test", "*.b.test", "::1");
    private final ChainChecks checks = new ChainChecks(new TrustAnchors("tests", List.of(root.certificate())));

    ChainFindingsTest() throws Exception {}

    private List<ChainCheck> with(Result result, List<X509Certificate> chain, String host) {
        return checks.findings(chain, host, NOW).stream()
                .filter(finding -> finding.result() == result)
                .map(ChainFinding::check)
                .toList();
    }

    private List<ChainCheck> failed(List<X509Certificate> chain, String host) {
        return with(Result.FAILS, chain, host);
    }

    @Test
    void aSoundChainPassesAllSix() {
        assertThat(with(Result.HOLDS, leaf.chain(), "a.test")).containsExactly(ChainCheck.values());
    }

    @Test
    void aMissingIntermediateFailsTheSecondAndHidesWhatIsAboveButNotTimeAndName() {
        List<X509Certificate> alone = List.of(leaf.certificate());
        assertThat(failed(alone, "x.test"))
                .containsExactly(ChainCheck.SIGNED_BY_INTERMEDIATE, ChainCheck.DOMAIN_MATCHES);
        assertThat(with(Result.NOT_REACHED, alone, "x.test"))
                .containsExactly(ChainCheck.INTERMEDIATE_SIGNED_BY_ROOT, ChainCheck.ROOT_TRUSTED);
    }

    @Test
    void anUnknownRootFailsOnlyTheRootCheck() throws Exception {
        Identity under = Certificates.named("under")
                .by(Certificates.root("stranger"))
                .authority()
                .make();
        assertThat(failed(Certificates.leaf(under, "a.test").chain(), "a.test"))
                .containsExactly(ChainCheck.ROOT_TRUSTED);
    }

    @Test
    void anExpiredChainWithAnotherNameFailsBothAndNothingElse() {
        assertThat(checks.findings(leaf.chain(), "x.test", NOW.plus(Duration.ofDays(100_000))))
                .filteredOn(finding -> finding.result() != Result.HOLDS)
                .extracting(ChainFinding::check)
                .containsExactly(ChainCheck.NOT_EXPIRED, ChainCheck.DOMAIN_MATCHES);
    }

    @Test
    void certificatesOutOfOrderAreSaid() {
        List<X509Certificate> mixed = List.of(leaf.certificate(), root.certificate(), middle.certificate());
        assertThat(checks.findings(mixed, "a.test", NOW).getFirst().found()).contains("not in order: certificate 2");
        assertThat(failed(mixed, "a.test")).isEmpty();
    }

    @Test
    void noCertificateLeavesNothingToJudge() {
        assertThat(failed(List.of(), "a.test")).containsExactly(ChainCheck.RECEIVED);
        assertThat(with(Result.NOT_REACHED, List.of(), "a.test")).hasSize(5);
    }
}
