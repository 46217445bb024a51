package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's etcd, one node, on free ports of 127.0.0.1. It can be killed and come back with what it held. */
public final class RealEtcd implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final int peers;
    private RealProcess process;

    private RealEtcd(Path directory, int port, int peers) throws IOException, InterruptedException {
        this.directory = directory;
        this.port = port;
        this.peers = peers;
        this.process = launch();
    }

    /** Starts it; its data is in a folder of its own below. */
    public static RealEtcd start(Path directory) throws IOException, InterruptedException {
        return new RealEtcd(Files.createTempDirectory(directory, "etcd-"), FreePorts.next(), FreePorts.next());
    }

    private RealProcess launch() throws IOException, InterruptedException {
        String clients = "http://127.0.0.1:" + port;
        String others = "http://127.0.0.1:" + peers;
        RealProcess made = RealProcess.start(
                directory,
                List.of(
                        "/usr/bin/etcd",
                        "--name=one",
                        "--data-dir=" + directory.resolve("data"),
                        "--listen-client-urls=" + clients,
                        "--advertise-client-urls=" + clients,
                        "--listen-peer-urls=" + others,
                        "--initial-advertise-peer-urls=" + others,
                        "--initial-cluster=one=" + others));
        try {
            return made.awaitOutput("serving insecure client requests|ready to serve client requests");
        } catch (AssertionError | InterruptedException e) {
            made.close();
            throw e;
        }
    }

    /** Where it is: {@code 127.0.0.1:PORT}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** What etcdctl prints for a command. */
    public String ctl(String... command) throws InterruptedException {
        List<String> line = new ArrayList<>(List.of("env", "ETCDCTL_API=3", "etcdctl", "--endpoints=" + address()));
        line.addAll(List.of(command));
        return Tool.run(line.toArray(String[]::new)).succeeded().out().strip();
    }

    /** Ends it at once, as a crash would. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** Starts it again where it was. */
    public void again() throws IOException, InterruptedException {
        process.close();
        process = launch();
    }

    @Override
    public void close() {
        process.close();
    }
}
