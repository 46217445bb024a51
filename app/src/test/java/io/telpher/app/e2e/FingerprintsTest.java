package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.browser.Chromium;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site with fingerprints, as a browser that keeps what it may sees it. */
class FingerprintsTest {
    private static final String LOADED =
            "performance.getEntriesByType('resource').map(r => new URL(r.name).pathname).sort().join(' ')";

    @TempDir
    private Path folder;

    @Test
    void aBrowserKeepsVersionsAndSeesAChangeAtOnce() throws Exception {
        Path site = Files.createDirectories(folder.resolve("site"));
        Files.writeString(site.resolve("index.html"), """
                <!doctype html><link rel="stylesheet" href="style.css"><link rel="icon" href="data:,">
                <script src="/site/app.js"></script><p>text</p>
                """);
        Files.writeString(site.resolve("style.css"), "p { color: rgb(1, 2, 3); background: url('dot.svg') }");
        Files.writeString(site.resolve("dot.svg"), "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>");
        Files.writeString(site.resolve("app.js"), "window.version = 1;");
        String yaml = """
                listeners:
                  - http: 127.0.0.1:0
                routes:
                  - match: {path: /site/**}
                    rewrite: {strip-prefix: /site}
                    files: {root: SITE, fingerprint: true}
                """.replace("SITE", site.toString());
        try (RunningTelpher telpher = RunningTelpher.start(folder, yaml);
                Chromium browser = Chromium.start(folder)) {
            String page = "http://127.0.0.1:" + telpher.port(0) + "/site/";
            browser.open(page);
            browser.await("window.version === 1");
            browser.await("getComputedStyle(document.querySelector('p')).color === 'rgb(1, 2, 3)'");
            browser.await("performance.getEntriesByType('resource').length === 3");
            assertThat(browser.evaluate(LOADED).asText())
                    .matches(
                            "/site/app\\.[0-9a-f]{12}\\.js /site/dot\\.[0-9a-f]{12}\\.svg /site/style\\.[0-9a-f]{12}\\.css");

            Files.writeString(site.resolve("app.js"), "window.version = 22;");
            browser.open(page);
            browser.await("window.version === 22");
            browser.await("performance.getEntriesByType('resource').length === 3");
            assertThat(browser.evaluate(
                                    "performance.getEntriesByType('resource').filter(r => r.transferSize === 0).length")
                            .asInt())
                    .as("style sheet and picture came from the browser's own cache")
                    .isEqualTo(2);
        }
    }
}
