package io.telpher.testkit.browser;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.testkit.raw.RawOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChromiumTest {
    private static final String PAGE = """
            <!doctype html><title>page</title><style>
            body { margin: 0; background: rgb(255, 255, 255) }
            @media (prefers-color-scheme: dark) { body { background: rgb(1, 2, 3) } }
            </style><input id=name><button onclick="setTimeout(() => said.textContent = 'hello ' + document
            .querySelector('#name').value, 5)">say</button><p id=said></p>""";

    @Test
    void aPageIsOpenedFilledClickedReadAndPictured(@TempDir Path directory) throws Exception {
        String response = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
                + PAGE.getBytes(US_ASCII).length + "\r\n\r\n" + PAGE;
        Path picture = directory.resolve("page.png");
        try (RawOrigin origin = RawOrigin.answering(response);
                Chromium chromium = Chromium.start(directory)) {
            chromium.size(320, 200);
            chromium.dark(true);
            chromium.open("http://" + origin.address() + "/");
            chromium.fill("#name", "\"world\"");
            chromium.click("button");
            chromium.await("document.querySelector('#said').textContent !== ''");
            chromium.screenshot(picture);

            assertThat(chromium.text("#said")).isEqualTo("hello \"world\"");
            assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(320);
            assertThat(ImageIO.read(picture.toFile()).getRGB(319, 199)).isEqualTo(0xff010203);
            chromium.dark(false);
            assertThat(chromium.evaluate("getComputedStyle(document.body).backgroundColor")
                            .asText())
                    .isEqualTo("rgb(255, 255, 255)");
            assertThatThrownBy(() -> chromium.evaluate("noSuchName")).hasMessageContaining("ReferenceError");
            assertThatThrownBy(() -> chromium.open("http://127.0.0.1:1/")).hasMessageContaining("ERR_");
        }
        assertThat(Files.size(picture)).isPositive();
    }
}
