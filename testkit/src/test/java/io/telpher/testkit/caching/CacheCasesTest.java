package io.telpher.testkit.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.testkit.caching.CacheCase.Level;
import io.telpher.testkit.caching.CacheCases.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheCasesTest {
    private final List<CacheCase> cases =
            CacheCases.all().values().stream().flatMap(List::stream).toList();

    @Test
    void everyCaseHasANameOfItsOwn() {
        assertThat(cases).extracting(CacheCase::id).doesNotHaveDuplicates().hasSizeGreaterThan(200);
    }

    @Test
    void whereNothingIsStoredNoRuleIsBroken() throws Exception {
        try (CacheCases running = new CacheCases(0)) {
            InetSocketAddress origin = new InetSocketAddress(InetAddress.getLoopbackAddress(), running.port());
            List<Outcome> musts = running.run(
                    origin,
                    cases.stream()
                            // what a proxy does that stores nothing, and the origin itself does not
                            .filter(one -> one.level() == Level.MUST
                                    && !one.id().matches("close-.*|date-is-added|fields-of-the-hop"))
                            .toList());

            assertThat(musts)
                    .filteredOn(one -> one.wrong() != null && one.judged())
                    .isEmpty();
            assertThat(musts).filteredOn(Outcome::judged).hasSizeGreaterThan(50);
        }
    }

    @Test
    void whatIsNoCaseIsSaidWithItsLine() {
        assertThatThrownBy(() -> CaseReader.read("a.txt", "== x | must | 1 | It is so\n> GET\n? what\n"))
                .hasMessageContaining("a.txt:3");
        assertThatThrownBy(() -> CaseReader.read("a.txt", "== x | must\n")).hasMessageContaining("a.txt:1");
        assertThatThrownBy(() -> CaseReader.read("a.txt", "== x | must | 1 | It is so\n= stored\n"))
                .hasMessageContaining("before the first request");
    }
}
