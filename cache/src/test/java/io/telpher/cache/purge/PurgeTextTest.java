package io.telpher.cache.purge;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.store.Purge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PurgeTextTest {
    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRead(Purge.Scope scope) {
        for (boolean soft : new boolean[] {true, false}) {
            PurgeText text = new PurgeText("n1", 7, new Purge(scope, "https://a.example a b", soft), false);
            assertThat(PurgeText.of(text.text())).isEqualTo(text);
        }
    }

    @Test
    void aPurgeOfEverythingHasNoName() {
        PurgeText text = new PurgeText("n1", 7, new Purge(Purge.Scope.ALL, "", true), false);
        assertThat(PurgeText.of(text.text())).isEqualTo(text);
    }

    @Test
    void whatARequestChangedIsToldApart() {
        PurgeText text = new PurgeText("n1", 8, Purge.uri("https://a.example/b"), true);
        assertThat(text.text()).isEqualTo("1 n1/8 changed uri https://a.example/b");
        assertThat(PurgeText.of(text.text())).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2 n1/7 hard uri a", "1 n1/7 hard city a", "1 n1/7 firm uri a", "1 n1 hard uri a"})
    void whatNobodyUnderstandsIsEverything(String text) {
        assertThat(PurgeText.of(text).purge()).isEqualTo(new Purge(Purge.Scope.ALL, "", false));
    }
}
