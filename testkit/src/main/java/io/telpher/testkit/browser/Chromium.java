package io.telpher.testkit.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.telpher.testkit.server.RealProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Debian's Chromium without a window, with one page: opens addresses, waits for conditions, clicks, reads, takes pictures.
 * It is driven through the DevTools protocol.
 */
public final class Chromium implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final List<String> COMMAND = List.of(
            "/usr/bin/chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--remote-debugging-port=0");
    private static final String WAIT = """
            new Promise(done => {
              const look = () => { try { if (CONDITION) { done(true); return; } } catch (e) {} setTimeout(look, 20); };
              look();
            })""";

    private final RealProcess process;
    private final DevTools tools;
    private final String session;

    private Chromium(RealProcess process, DevTools tools) {
        this.process = process;
        this.tools = tools;
        String target = tools.call("", "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asText();
        this.session = tools.call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        call("Page.enable", Map.of());
        call("Runtime.enable", Map.of());
    }

    /** Starts it with an empty profile in {@code directory}, and further flags. */
    public static Chromium start(Path directory, String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(COMMAND);
        command.add("--user-data-dir=" + Files.createTempDirectory(directory, "chromium-"));
        command.addAll(List.of(flags));
        RealProcess process = RealProcess.start(directory, command);
        try {
            process.awaitOutput(LISTENING.pattern());
            Matcher address = LISTENING.matcher(process.output());
            if (!address.find()) {
                throw new AssertionError("no address of the DevTools: " + process);
            }
            return new Chromium(process, DevTools.connect(address.group(1)));
        } catch (AssertionError | IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    private JsonNode call(String method, Map<String, Object> parameters) {
        return tools.call(session, method, parameters);
    }

    /** Opens an address and waits until it has loaded. @throws AssertionError if it cannot be loaded */
    public void open(String address) {
        DevTools.Event loaded = tools.expect("Page.loadEventFired");
        JsonNode answer = call("Page.navigate", Map.of("url", address));
        if (answer.hasNonNull("errorText")) {
            throw new AssertionError(
                    "cannot open " + address + ": " + answer.path("errorText").asText());
        }
        loaded.await();
    }

    /** The value of a JavaScript expression; promises are awaited. @throws AssertionError if it throws */
    public JsonNode evaluate(String expression) {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Waits until a JavaScript condition holds in the page. @throws AssertionError if it does not within twenty seconds */
    public void await(String condition) {
        try {
            evaluate(WAIT.replace("CONDITION", condition));
        } catch (AssertionError e) {
            throw new AssertionError("never true: " + condition + "; the page says:\n" + text("body"), e);
        }
    }

    /** The text of the first element that a CSS selector finds, as it is shown. */
    public String text(String selector) {
        return evaluate(element(selector) + ".innerText").asText();
    }

    /** Clicks the first element that a CSS selector finds, by its {@code click()}. */
    public void click(String selector) {
        evaluate(element(selector) + ".click()");
    }

    /** Sets the value of an input and tells the page. */
    public void fill(String selector, String value) {
        evaluate("(e => { e.value = " + quoted(value) + "; e.dispatchEvent(new Event('input', {bubbles: true}));"
                + " e.dispatchEvent(new Event('change', {bubbles: true})); })(" + element(selector) + ")");
    }

    private static String element(String selector) {
        return "document.querySelector(" + quoted(selector) + ")";
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    /** Lays the page out for a screen of this size, in CSS pixels. */
    public void size(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Prefers dark or light colours. */
    public void dark(boolean dark) {
        List<Map<String, String>> features =
                List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"));
        call("Emulation.setEmulatedMedia", Map.of("features", features));
    }

    /** Writes a picture of the page as it is seen, PNG. */
    public void screenshot(Path file) throws IOException {
        String data = call("Page.captureScreenshot", Map.of("format", "png"))
                .path("data")
                .asText();
        Files.write(file, Base64.getDecoder().decode(data));
    }

    @Override
    public void close() {
        tools.close();
        process.close();
    }
}
