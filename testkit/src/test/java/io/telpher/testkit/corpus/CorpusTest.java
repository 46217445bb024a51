package io.telpher.testkit.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CorpusTest {
    private static final String TWO = """
            # a remark
            == First
            cite: RFC 9112
            > GET / HTTP/1.1\\r\\n
            > Host: a\\x20\\0\\r\\n\\*3{ab}
            expect: accept method=GET field="x: \\"q\\"" body=""
            expect: refuse 400|501

            == Second
            cite: class
            request: HEAD
            eof: yes
            >  \\\\
            expect: incomplete
            """;

    @Test
    void aFileGivesItsCasesInOrder() {
        List<Corpus.Case> cases = Corpus.parse("f.txt", TWO);

        assertThat(cases).extracting(Corpus.Case::name).containsExactly("First", "Second");
        assertThat(cases.getFirst()).hasToString("f.txt:2 First");
        assertThat(new String(cases.getFirst().raw(), StandardCharsets.ISO_8859_1))
                .isEqualTo("GET / HTTP/1.1\r\nHost: a \0\r\nababab");
        assertThat(cases.getLast().raw()).asString().isEqualTo(" \\");
        assertThat(cases.getLast().request()).isEqualTo("HEAD");
        assertThat(cases.getLast().eof()).isTrue();
    }

    @Test
    void verdictsAreReadWithTheirAttributes() {
        Corpus.Case first = Corpus.parse("f.txt", TWO).getFirst();

        assertThat(first.verdicts().getFirst()).isInstanceOfSatisfying(CorpusVerdict.Accept.class, accept -> {
            assertThat(accept.close()).isFalse();
            assertThat(accept.value("method")).isEqualTo("GET");
            assertThat(accept.value("field")).isEqualTo("x: \"q\"");
            assertThat(accept.value("body")).isEmpty();
            assertThat(accept.value("target")).isNull();
        });
        assertThat(first.verdicts().getLast()).isEqualTo(new CorpusVerdict.Refuse(Set.of(400, 501)));
    }

    @Test
    void aMistakeNamesFileAndLine() {
        assertThatThrownBy(() -> Corpus.parse("f.txt", "== A\nexpct: refuse\n"))
                .hasMessageContaining("f.txt:2")
                .hasMessageContaining("expct");
        assertThatThrownBy(() -> Corpus.parse("f.txt", "== A\n> \\q\ncite: c\nexpect: wait\n"))
                .hasMessageContaining("\\q");
        assertThatThrownBy(() -> Corpus.parse("f.txt", "== A\n> x\ncite: c\n")).hasMessageContaining("f.txt:1");
    }

    @Test
    void nothingIsExpectedBehindARefusal() {
        assertThatThrownBy(() -> Corpus.parse("f.txt", "== A\ncite: c\n> x\nexpect: refuse 400\nexpect: wait\n"))
                .hasMessageContaining("nothing comes behind");
    }
}
