package io.telpher.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problem;
import io.telpher.core.config.Problems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsConfigTest {
    private static final Location HERE = new Location("telpher.yaml", 1, 1);
    private final Problems problems = new Problems();

    private static Node text(String text) {
        return new Node.Scalar(HERE, text);
    }

    private static Node map(Object... keysAndValues) {
        List<Node.Entry> entries = new java.util.ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Node value = keysAndValues[i + 1] instanceof Node node ? node : text(keysAndValues[i + 1].toString());
            entries.add(new Node.Entry(HERE, keysAndValues[i].toString(), value));
        }
        return new Node.Entries(HERE, entries);
    }

    private static Node list(Node... items) {
        return new Node.Items(HERE, Arrays.asList(items));
    }

    private List<String> messages() {
        return problems.all().stream().map(Problem::message).toList();
    }

    @Test
    void automaticIsTheLocalAuthority() {
        assertThat(CertificateConfig.SHAPE.read(text("automatic"), problems))
                .containsExactly(new CertificateConfig.Automatic(List.of(), null));
        assertThat(messages()).isEmpty();
    }

    @Test
    void chainAndKeyAreFilesAndSeveralFormsMakeAList() {
        Node files = map("chain", "a.pem", "key", "b.pem");
        Node named = map("automatic", list(text("shop.test"), text("*.shop.test"), text("::1")));
        assertThat(CertificateConfig.SHAPE.read(list(files, text("automatic"), named), problems))
                .containsExactly(
                        new CertificateConfig.Files(Path.of("a.pem"), Path.of("b.pem"), null),
                        new CertificateConfig.Automatic(List.of(), null),
                        new CertificateConfig.Automatic(List.of("shop.test", "*.shop.test", "::1"), null));
        assertThat(messages()).isEmpty();
    }

    @Test
    void aChainWithoutAKeyIsAMistake() {
        CertificateConfig.SHAPE.read(map("chain", "a.pem"), problems);
        assertThat(messages()).containsExactly("expected either chain and key, or folder, or automatic");
    }

    @Test
    void anEmptyUpstreamTlsChecksEverything() {
        assertThat(UpstreamTlsConfig.SHAPE.read(new Node.Empty(HERE), problems)).isEqualTo(UpstreamTlsConfig.DEFAULT);
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void verifyNoneIsAWarning() {
        UpstreamTlsConfig config = UpstreamTlsConfig.SHAPE.read(map("verify", "none"), problems);
        assertThat(config.verify()).isEqualTo(UpstreamTlsConfig.Verify.NONE);
        assertThat(problems.all()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
            assertThat(problem.message()).contains("not checked");
        });
    }

    @Test
    void anAuthorityThatWouldBeSilentlyIgnoredIsAMistake() {
        UpstreamTlsConfig.SHAPE.read(map("verify", "none", "ca", "ca.pem"), problems);
        assertThat(messages()).anyMatch(message -> message.contains("no effect"));
        assertThat(problems.hasErrors()).isTrue();
    }

    @Test
    void aMisspeltKeyIsAMistakeThatNamesTheKnownOnes() {
        UpstreamTlsConfig.SHAPE.read(map("cafile", "ca.pem"), problems);
        assertThat(messages()).singleElement().asString().contains("cafile", "ca, name, verify");
    }
}
