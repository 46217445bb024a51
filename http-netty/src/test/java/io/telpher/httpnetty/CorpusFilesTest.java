package io.telpher.httpnetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.corpus.Corpus;
import io.telpher.testkit.corpus.CorpusVerdict;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusFilesTest {
    private static final Set<String> REQUEST =
            Set.of("method", "target", "version", "authority", "body", "trailers", "field");
    private static final Set<String> RESPONSE = Set.of("status", "reason", "body", "trailers", "field");

    @ParameterizedTest
    @ValueSource(strings = {"h1/request", "h1/response"})
    void everyFamilyHasAttacksAndBenignNeighbours(String folder) {
        List<Corpus.Case> cases = Corpus.ofResources(folder);

        List<String> files = cases.stream().map(Corpus.Case::file).distinct().toList();
        assertThat(files).isNotEmpty();
        for (String file : files) {
            List<CorpusVerdict> verdicts = cases.stream()
                    .filter(c -> c.file().equals(file))
                    .flatMap(c -> c.verdicts().stream())
                    .toList();
            assertThat(verdicts).as(file).hasAtLeastOneElementOfType(CorpusVerdict.Refuse.class);
            assertThat(verdicts).as(file).hasAtLeastOneElementOfType(CorpusVerdict.Accept.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h1/request", "h1/response"})
    void noTwoCasesOfAFileHaveTheSameNameOrBytes(String folder) {
        List<Corpus.Case> cases = Corpus.ofResources(folder);

        assertThat(cases).extracting(c -> c.file() + c.name()).doesNotHaveDuplicates();
        assertThat(cases)
                .extracting(c -> c.file()
                        + c.request()
                        + c.eof()
                        + java.util.HexFormat.of().formatHex(c.raw()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h1/request", "h1/response"})
    void verdictsUseTheAttributesOfTheirSide(String folder) {
        boolean request = folder.endsWith("request");
        for (Corpus.Case each : Corpus.ofResources(folder)) {
            for (CorpusVerdict verdict : each.verdicts()) {
                switch (verdict) {
                    case CorpusVerdict.Accept accept ->
                        assertThat(request ? REQUEST : RESPONSE)
                                .as(each.toString())
                                .containsAll(accept.attributes().keySet());
                    case CorpusVerdict.Refuse refuse ->
                        assertThat(refuse.statuses().isEmpty())
                                .as(each.toString())
                                .isNotEqualTo(request);
                    case CorpusVerdict.Early early ->
                        assertThat(request).as(each.toString()).isFalse();
                    case CorpusVerdict.Incomplete incomplete ->
                        assertThat(each.eof()).as(each.toString()).isTrue();
                    case CorpusVerdict.Wait wait ->
                        assertThat(each.eof()).as(each.toString()).isFalse();
                }
            }
        }
    }
}
