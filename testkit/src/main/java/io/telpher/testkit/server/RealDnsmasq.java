package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's dnsmasq on a free port of 127.0.0.1, TCP and UDP: answers what it is given, and asks nobody. */
public final class RealDnsmasq implements AutoCloseable {
    private final int port;
    private final RealProcess process;

    private RealDnsmasq(int port, RealProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Starts it with records as its options say them, such as {@code --address=/a.test/192.0.2.1}. */
    public static RealDnsmasq start(Path directory, String... records) throws IOException, InterruptedException {
        int port = FreePorts.next();
        List<String> command = new ArrayList<>(List.of(
                "/usr/sbin/dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--user=",
                "--port=" + port,
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--pid-file=" + directory.resolve("dnsmasq-" + port + ".pid"),
                "--log-facility=-"));
        command.addAll(List.of(records));
        RealProcess process = RealProcess.start(directory, command);
        try {
            process.awaitPort(port);
        } catch (AssertionError | InterruptedException e) {
            process.close();
            throw e;
        }
        return new RealDnsmasq(port, process);
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** Ends it at once. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** What dig prints of a question to this port, with further words such as {@code +tcp}; empty if there is no answer. */
    public static String dig(int port, String name, String... further) throws InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("dig", "+short", "+tries=2", "+time=5", "@127.0.0.1", "-p", Integer.toString(port), name));
        command.addAll(List.of(further));
        return Tool.run(command.toArray(String[]::new)).succeeded().out().strip();
    }

    @Override
    public void close() {
        process.close();
    }
}
