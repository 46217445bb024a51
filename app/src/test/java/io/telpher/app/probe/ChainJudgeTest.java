package io.telpher.app.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChainJudgeTest {
    private static TestChain root;
    private static TestChain middle;
    private static TestChain leaf;

    @BeforeAll
    static void certificates() throws Exception {
        root = TestChain.root("Root");
        middle = root.authority("Middle");
        leaf = middle.leaf("a.example", "a.example", "*.b.example", "::1", "127.0.0.1");
    }

    @Test
    void aSoundChainPassesAllSix() {
        assertThat(failed("a.example", leaf, middle)).isEmpty();
        assertThat(failed("a.example", leaf, middle, root)).isEmpty();
    }

    @Test
    void aMissingIntermediateFailsSignatureIntermediateAndRoot() {
        assertThat(failed("a.example", leaf)).containsExactly("signature", "intermediate", "root");
    }

    @Test
    void anUnknownRootFailsOnlyTheRootCheck() throws Exception {
        TestChain other = TestChain.root("Other");
        assertThat(failed("c.example", other.leaf("c", "c.example"), other)).containsExactly("root");
    }

    @Test
    void anotherKeyOfTheSameNameFailsTheSignature() throws Exception {
        TestChain impostor = TestChain.root("Root").authority("Middle");
        assertThat(failed("a.example", leaf, impostor)).contains("signature");
    }

    @Test
    void aLeafMayNotIssue() throws Exception {
        TestChain evil = leaf.leaf("evil", "a.example");
        assertThat(failed("a.example", evil, leaf, middle)).containsExactly("intermediate");
    }

    @Test
    void anExpiredCertificateFailsOnlyTheTimeCheck() throws Exception {
        assertThat(failed("a.example", middle.expired("a", "a.example"), middle))
                .containsExactly("time");
    }

    @Test
    void certificatesOutOfOrderAreSaid() {
        assertThat(failed("a.example", leaf, root, middle)).contains("sent");
    }

    @Test
    void aWildcardStandsForOneLabel() {
        assertThat(failed("x.b.example", leaf, middle)).isEmpty();
        assertThat(failed("b.example", leaf, middle)).containsExactly("name");
        assertThat(failed("x.y.b.example", leaf, middle)).containsExactly("name");
    }

    @Test
    void addressesMatchInAnyForm() {
        assertThat(failed("0:0:0:0:0:0:0:1", leaf, middle)).isEmpty();
        assertThat(failed("127.0.0.2", leaf, middle)).containsExactly("name");
    }

    @Test
    void noCertificateFailsAtOnce() {
        assertThat(failed("a.example")).containsExactly("sent");
    }

    private static List<String> failed(String host, TestChain... sent) {
        List<X509Certificate> chain =
                Arrays.stream(sent).map(TestChain::certificate).toList();
        return new ChainJudge(chain, List.of(root.certificate()), host, TestChain.NOW)
                .checks().stream()
                        .filter(check -> !check.passed())
                        .map(ChainCheck::name)
                        .toList();
    }
}
