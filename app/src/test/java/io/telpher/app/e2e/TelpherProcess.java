package io.telpher.app.e2e;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.server.RealProcess;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program as a process of its own, with one listener on the loopback address. */
record TelpherProcess(RealProcess process, int port, int adminPort, Path state) implements AutoCloseable {

    /** Starts it of a configuration whose listener has the port PORT. */
    static TelpherProcess start(Path folder, String name, String yaml) throws IOException, InterruptedException {
        return start(List.of(), folder, name, yaml);
    }

    /** The same by a command that starts commands. */
    static TelpherProcess start(List<String> wrapper, Path folder, String name, String yaml)
            throws IOException, InterruptedException {
        int port = FreePorts.next();
        int admin = FreePorts.next();
        Path file = Files.writeString(folder.resolve(name + ".yaml"), yaml.replace("PORT", Integer.toString(port)));
        Path state = folder.resolve(name + "-state");
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.telpher.app.Main"));
        command.addAll(List.of("run", file.toString(), "--state", state.toString(), "--admin", "127.0.0.1:" + admin));
        RealProcess process = RealProcess.start(folder, command);
        try {
            process.awaitOutput("Telpher is up");
        } catch (IOException | InterruptedException | AssertionError e) {
            process.close();
            throw e;
        }
        return new TelpherProcess(process, port, admin, state);
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    String url(String path) {
        return "http://" + address() + path;
    }

    Exposition metrics() throws InterruptedException {
        return Exposition.parse(RunningTelpher.get("http://127.0.0.1:" + adminPort + "/metrics"));
    }

    /** Waits until it is connected to its stores. */
    void awaitStores() throws Exception {
        Eventually.see(
                () -> RunningTelpher.status("http://127.0.0.1:" + adminPort + "/health?deep"), status -> status == 200);
    }

    @Override
    public void close() {
        process.close();
    }
}
