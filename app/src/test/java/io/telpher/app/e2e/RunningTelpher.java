package io.telpher.app.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.telpher.app.ConfigurationReader;
import io.telpher.app.Options;
import io.telpher.app.admin.Running;
import io.telpher.app.graph.Engine;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The whole program within this JVM, of a configuration whose listeners have port 0, as curl and others see it. */
final class RunningTelpher implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Engine engine;
    private final Loops loops;
    private final Path state;

    private RunningTelpher(Engine engine, Loops loops, Path state) {
        this.engine = engine;
        this.loops = loops;
        this.state = state;
    }

    /** Starts it with a state directory below {@code folder}. */
    static RunningTelpher start(Path folder, String yaml) throws Exception {
        Path state = Files.createTempDirectory(folder, "state-");
        ConfigurationReader.Reading reading = ConfigurationReader.read("test.yaml", yaml);
        if (reading.configuration() == null) {
            throw new AssertionError(reading.problems() + "\n" + yaml);
        }
        InetSocketAddress admin = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Loops loops = new Loops(Transport.best(), 2);
        Engine engine = new Engine(reading.configuration(), yaml, new Options(state, admin), loops);
        engine.start();
        return new RunningTelpher(engine, loops, state);
    }

    /** Starts it of a file, which it reads anew when it is asked to. */
    static RunningTelpher ofFile(Path folder, Path file) throws Exception {
        return ofFile(folder, file, false);
    }

    /** Starts it of a file, which it reads anew when it, or a file that it names, changes. */
    static RunningTelpher watching(Path folder, Path file) throws Exception {
        return ofFile(folder, file, true);
    }

    private static RunningTelpher ofFile(Path folder, Path file, boolean watch) throws Exception {
        ConfigurationReader.Reading reading = ConfigurationReader.read(file);
        if (reading.configuration() == null) {
            throw new AssertionError(reading.problems());
        }
        Path state = Files.createTempDirectory(folder, "state-");
        InetSocketAddress admin = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Loops loops = new Loops(Transport.best(), 2);
        Options options = new Options(state, admin, watch);
        Engine engine = new Engine(reading.configuration(), Files.readString(file), file, options, loops);
        engine.start();
        return new RunningTelpher(engine, loops, state);
    }

    /** Has it read its file anew. */
    Running.Reload reload() {
        return engine.reload();
    }

    /** Has an endpoint drained. @return false if there is none of this address */
    boolean drain(String upstream, String endpoint) {
        return engine.drain(upstream, endpoint, true);
    }

    /** The port of the listener with this number. */
    int port(int listener) {
        return engine.addresses().get(listener).getPort();
    }

    int port() {
        return port(0);
    }

    /** A URL on the first listener. */
    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    String adminUrl(String path) {
        return "http://127.0.0.1:" + engine.addresses().getLast().getPort() + path;
    }

    RawClient connect() throws IOException {
        return RawClient.plain(port());
    }

    Path state() {
        return state;
    }

    /** The certificate of the local authority. */
    String authority() {
        return state.resolve("authority/ca.crt").toString();
    }

    String token() throws IOException {
        return Files.readString(state.resolve("admin-token")).strip();
    }

    /** Runs curl quietly. */
    static Tool.Result curl(String... words) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "60"));
        command.addAll(List.of(words));
        return Tool.run(command.toArray(String[]::new));
    }

    /** The body that curl gets. */
    static String get(String... words) throws InterruptedException {
        return curl(words).succeeded().out();
    }

    /** The status that curl gets. */
    static int status(String... words) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of("-o", "/dev/null", "-w", "%{http_code}"));
        all.addAll(List.of(words));
        return Integer.parseInt(curl(all.toArray(String[]::new)).succeeded().out());
    }

    static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    /** The lines of the access log that are written whole. */
    List<JsonNode> log() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        String text = Files.readString(state.resolve("access.log"));
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    /** The first line of the access log that is as wanted, when it is there. */
    JsonNode logged(Predicate<JsonNode> wanted) throws Exception {
        return Eventually.see(this::log, lines -> lines.stream().anyMatch(wanted)).stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    /** The line of the request for this path. */
    JsonNode logged(String path) throws Exception {
        return logged(line -> line.path("path").asText().equals(path));
    }

    /** The first line in which a field is this, when it is there. */
    JsonNode logged(String value, String field) throws Exception {
        return logged(line -> line.path(field).asText().equals(value));
    }

    Exposition metrics() throws InterruptedException {
        return Exposition.parse(get(adminUrl("/metrics")));
    }

    @Override
    public void close() {
        engine.close();
        loops.close();
    }
}
