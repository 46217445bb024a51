package io.telpher.checks;

import io.telpher.checks.Examples.Example;
import io.telpher.testkit.Tool;
import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.server.RealProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The shipped program with one configuration, in a network namespace of its own, with servers behind its endpoints. */
final class IsolatedTelpher implements AutoCloseable {
    private static final int CANNOT_CONNECT = 7;
    private static final int TRIES = 60;
    private static final String NGINX = """
            daemon off;
            user root;
            pid nginx.pid;
            error_log stderr notice;
            events { }
            http {
              access_log off;
              client_body_temp_path temp-body;
              proxy_temp_path temp-proxy;
              fastcgi_temp_path temp-fastcgi;
              uwsgi_temp_path temp-uwsgi;
              scgi_temp_path temp-scgi;
              server { LISTEN return 200 "fine\\n"; }
            }
            """;

    private final Path answer;
    private final RealProcess network;
    private final List<RealProcess> servers = new ArrayList<>();
    private final RealProcess program;

    private IsolatedTelpher(Path launcher, Path folder, Example example) throws IOException, InterruptedException {
        answer = folder.resolve("answer");
        String holding = "ip link set lo up && echo up && exec sleep infinity";
        network = RealProcess.start(folder, List.of("unshare", "--net", "sh", "-c", holding));
        try {
            network.awaitOutput("up");
            if (!example.endpoints().isEmpty()) {
                Files.writeString(folder.resolve("nginx.conf"), NGINX.replace("LISTEN", listens(example)));
                String where = folder.toString();
                servers.add(within(folder, List.of("nginx", "-p", where, "-c", "nginx.conf", "-e", "stderr")));
                servers.getFirst().awaitOutput("start worker process");
            }
            program = within(folder, List.of(launcher.toString(), "run", "example.yaml", "--state", "state"));
        } catch (AssertionError | IOException | InterruptedException e) {
            closeSurroundings();
            throw e;
        }
    }

    /**
     * Starts it and waits until its first listener accepts. An example may name {@code certificate.pem}, {@code key.pem}
     * and the folder {@code site}, which stand beside the file.
     */
    static IsolatedTelpher start(Path launcher, Path folder, Example example) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("example.yaml"), example.yaml());
        surround(folder);
        IsolatedTelpher telpher = new IsolatedTelpher(launcher, folder, example);
        try {
            telpher.awaitListener(example.url());
            return telpher;
        } catch (AssertionError | InterruptedException e) {
            telpher.close();
            throw e;
        }
    }

    /** Starts a command within the network; nsenter becomes the command, so that its handle is the program's. */
    private RealProcess within(Path folder, List<String> command) throws IOException {
        List<String> entering = new ArrayList<>(List.of("nsenter", "--net=/proc/" + network.pid() + "/ns/net"));
        entering.addAll(command);
        return RealProcess.start(folder, entering);
    }

    private static void surround(Path folder) throws IOException, InterruptedException {
        SelfSigned certificate = SelfSigned.create(folder, "localhost");
        Files.copy(certificate.certificate(), folder.resolve("certificate.pem"));
        Files.copy(certificate.key(), folder.resolve("key.pem"));
        Files.writeString(Files.createDirectory(folder.resolve("site")).resolve("index.html"), "<p>fine</p>\n");
    }

    private static String listens(Example example) {
        return example.endpoints().stream()
                .map(port -> "listen 127.0.0.1:" + port + ";")
                .collect(Collectors.joining(" "));
    }

    private void awaitListener(String url) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (!program.isAlive()) {
                throw new AssertionError("it ended before it listened: " + program);
            }
            if (curl(url).exit() != CANNOT_CONNECT) {
                return;
            }
        }
        throw new AssertionError("it does not listen for " + url + ": " + program);
    }

    /** Sends one request from within its network. @return the status */
    int request(String url) throws InterruptedException {
        return Integer.parseInt(curl(url).succeeded().out());
    }

    /** Its output goes to a file: before it tries again curl empties what it wrote to, which a device does not let it (code 23). */
    private Tool.Result curl(String url) throws InterruptedException {
        String place = "--net=/proc/" + network.pid() + "/ns/net";
        return Tool.run(
                "nsenter",
                place,
                "curl",
                "-sk",
                "-o",
                answer.toString(),
                "-w",
                "%{http_code}",
                "--max-time",
                "20",
                "--retry",
                "1",
                "--retry-connrefused",
                "--retry-delay",
                "1",
                url);
    }

    /** Asks it to stop. @return its exit code */
    int stop() throws InterruptedException {
        program.terminate();
        return program.awaitExit();
    }

    @Override
    public void close() {
        program.close();
        closeSurroundings();
    }

    private void closeSurroundings() {
        servers.forEach(RealProcess::close);
        network.close();
    }

    @Override
    public String toString() {
        return program.toString();
    }
}
