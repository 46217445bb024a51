package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.Options;
import io.telpher.app.graph.Rooms;
import io.telpher.testkit.browser.Chromium;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code telpher up} as a visitor's browser sees it. Pictures go to {@code target/pictures}. */
class DemoPageTest {
    private static final String COLOURS = "['amber', 'teal', 'plum']";

    @TempDir
    private Path folder;

    @Test
    void aVisitorSeesThreeEndpointsAnswerAndOneLeave() throws Exception {
        Path pictures = Files.createDirectories(Path.of("target", "pictures"));
        InetSocketAddress admin = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Rooms.Running up = Rooms.up(new Options(folder.resolve("state"), admin), 0, 0);
                Chromium browser = Chromium.start(folder, "--ignore-certificate-errors")) {
            browser.size(1200, 900);
            browser.open(
                    "https://localhost:" + up.engine().addresses().getFirst().getPort() + "/");
            browser.await("document.querySelectorAll('.card').length === 3");
            browser.click("#fifty");
            browser.await("document.querySelector('#sum').innerText.startsWith('50 sent')");
            browser.await(COLOURS + ".every(c => document.querySelectorAll('#answers .' + c).length >= 10)");
            browser.screenshot(pictures.resolve("demo-light.png"));

            browser.click(".card:nth-child(2) button:nth-child(4)"); // teal down
            browser.await("document.querySelector('.card:nth-child(2)').classList.contains('broken')");
            browser.click("#steady");
            // It has left when a long row of answers has none of it.
            browser.await(
                    "(a => a.length >= 60 && a.slice(-20).every(i => i.className === 'amber' || i.className === 'plum'))"
                            + "([...document.querySelectorAll('#answers i')].filter(i => i.className))");
            browser.click("#steady");
            browser.dark(true);
            browser.screenshot(pictures.resolve("demo-dark.png"));
            browser.size(390, 844);
            browser.screenshot(pictures.resolve("demo-narrow.png"));
            assertThat(browser.evaluate("document.documentElement.scrollWidth <= 390")
                            .asBoolean())
                    .as("nothing sticks out to the right on a phone")
                    .isTrue();

            browser.open("http://127.0.0.1:" + up.engine().addresses().getLast().getPort() + "/?token="
                    + Files.readString(folder.resolve("state/admin-token")).strip());
            browser.await("document.body.innerText.includes('demo')");
            browser.dark(false);
            browser.screenshot(pictures.resolve("admin-narrow.png"));
            browser.size(1200, 900);
            browser.screenshot(pictures.resolve("admin-light.png"));
        }
    }
}
