package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.caching.CacheCase;
import io.telpher.testkit.caching.CacheCases;
import io.telpher.testkit.caching.CacheCases.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** All cases of what a cache must and should do, through a process of its own with {@code cache: {}}. */
class CacheCasesThroughTelpherTest {
    @Test
    void itDoesWhatEveryCaseSays(@TempDir Path folder, TestReporter reporter) throws Exception {
        List<CacheCase> cases =
                CacheCases.all().values().stream().flatMap(List::stream).toList();
        try (CacheCases running = new CacheCases(0);
                TelpherProcess telpher = TelpherProcess.start(
                        folder, "cache", """
                        listeners: [{http: PORT}]
                        upstreams:
                          origin: {endpoints: [127.0.0.1:ORIGIN], pool: {open: 200}, outliers: off}
                        routes:
                          - match: {path: /**}
                            cache: {}
                            to: origin
                        """.replace("ORIGIN", Integer.toString(running.port())))) {
            List<Outcome> outcomes =
                    running.run(new InetSocketAddress(InetAddress.getLoopbackAddress(), telpher.port()), cases);

            reporter.publishEntry(CacheCases.table(outcomes));
            assertThat(outcomes)
                    .filteredOn(one -> !one.judged())
                    .as("cases that cannot be judged: what each says becomes of something that is not done here")
                    .isEmpty();
            assertThat(outcomes)
                    .hasSize(cases.size())
                    .filteredOn(one -> one.wrong() != null && one.judged())
                    .isEmpty();
        }
    }
}
