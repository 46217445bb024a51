package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Debian's nginx as an origin: a server that this project did not write, on free ports, in a temporary directory.
 *
 * <pre>{@code
 * try (RealNginx nginx = RealNginx.serving(directory, "location / { return 200 hello; }")) { ... nginx.port() ... }
 * }</pre>
 */
public final class RealNginx implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("\\$\\{(port\\w*)}");
    private static final String FRAME = """
            daemon off;
            user root;
            worker_processes 1;
            pid nginx.pid;
            error_log stderr notice;
            events { worker_connections 4096; }
            http {
                access_log access.log;
                client_body_temp_path temp-body;
                proxy_temp_path temp-proxy;
                fastcgi_temp_path temp-fastcgi;
                uwsgi_temp_path temp-uwsgi;
                scgi_temp_path temp-scgi;
            HTTP_BLOCK
            }
            """;

    private final Path directory;
    private final RealProcess process;
    private final Map<String, Integer> ports;

    private RealNginx(Path directory, RealProcess process, Map<String, Integer> ports) {
        this.directory = directory;
        this.process = process;
        this.ports = ports;
    }

    /** Starts nginx with one server, given the inside of its {@code server} block. Files stand in {@code directory}. */
    public static RealNginx serving(Path directory, String server) throws IOException, InterruptedException {
        return configured(directory, "server { listen 127.0.0.1:${port}; root .; " + server + " }");
    }

    /**
     * Starts nginx given the inside of its {@code http} block, in which {@code ${port}}, {@code ${port2}} and any other
     * name that begins with "port" stand for free ports. Paths are relative to {@code directory}.
     */
    public static RealNginx configured(Path directory, String http) throws IOException, InterruptedException {
        Map<String, Integer> ports = new TreeMap<>();
        String text = PORT.matcher(FRAME.replace("HTTP_BLOCK", http)).replaceAll(match -> port(ports, match));
        Files.writeString(directory.resolve("nginx.conf"), text);
        return started(directory, ports);
    }

    /** The same server on the same ports, after this one has ended. */
    public RealNginx again() throws IOException, InterruptedException {
        return started(directory, ports);
    }

    private static RealNginx started(Path directory, Map<String, Integer> ports)
            throws IOException, InterruptedException {
        String where = directory.toAbsolutePath().toString();
        RealProcess process = RealProcess.start(
                directory, List.of("/usr/sbin/nginx", "-p", where, "-c", "nginx.conf", "-e", "stderr"));
        RealNginx nginx = new RealNginx(directory, process, ports);
        try {
            for (int port : new ArrayList<>(ports.values())) {
                process.awaitPort(port);
            }
            return nginx;
        } catch (AssertionError | InterruptedException e) {
            nginx.close();
            throw e;
        }
    }

    private static String port(Map<String, Integer> ports, MatchResult match) {
        return ports.computeIfAbsent(match.group(1), name -> FreePorts.next()).toString();
    }

    /** The port {@code ${port}}. */
    public int port() {
        return port("port");
    }

    /** The port of this name. */
    public int port(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalArgumentException("no ${" + name + "} in the configuration, only " + ports.keySet());
        }
        return port;
    }

    /** {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    /** The lines of its access log so far. nginx writes a line after the response, so the last may be missing yet. */
    public List<String> accessLog() throws IOException {
        return Files.readAllLines(directory.resolve("access.log"));
    }

    /** What it said of itself: errors and notices. */
    public String output() {
        return process.output();
    }

    /** The process, to stop or kill it in the middle of a test. */
    public RealProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
