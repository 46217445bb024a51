package io.telpher.engines.discovery;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.server.RealProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Apache ZooKeeper, one server, of the test's class path in a process of its own. It can be killed and come back. */
final class RealZooKeeper implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final @Nullable SelfSigned identity;
    private RealProcess process;

    private RealZooKeeper(Path directory, @Nullable SelfSigned identity) throws IOException, InterruptedException {
        this.directory = directory;
        this.port = FreePorts.next();
        this.identity = identity;
        this.process = launch();
    }

    static RealZooKeeper start(Path directory) throws IOException, InterruptedException {
        return new RealZooKeeper(Files.createTempDirectory(directory, "zookeeper-"), null);
    }

    /** One that speaks TLS only. */
    static RealZooKeeper secure(Path directory, SelfSigned identity) throws IOException, InterruptedException {
        return new RealZooKeeper(Files.createTempDirectory(directory, "zookeeper-"), identity);
    }

    private RealProcess launch() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-Dzookeeper.admin.enableServer=false",
                "-Dzookeeper.serverCnxnFactory=org.apache.zookeeper.server."
                        + (identity == null ? "NIOServerCnxnFactory" : "NettyServerCnxnFactory")));
        if (identity != null) {
            Path keys = directory.resolve("keys.pem");
            Files.writeString(keys, Files.readString(identity.key()) + Files.readString(identity.certificate()));
            command.add("-Dzookeeper.ssl.keyStore.location=" + keys);
            command.add("-Dzookeeper.ssl.clientAuth=none");
        }
        Path file = directory.resolve("zoo.cfg");
        Files.writeString(
                file,
                (identity == null ? "clientPort=" : "secureClientPort=") + port + "\ndataDir="
                        + directory.resolve("data") + "\n");
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.zookeeper.server.ZooKeeperServerMain",
                file.toString()));
        RealProcess made = RealProcess.start(directory, command);
        try {
            return made.awaitPort(port);
        } catch (AssertionError | InterruptedException e) {
            made.close();
            throw e;
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    void again() throws IOException, InterruptedException {
        process.close();
        process = launch();
    }

    @Override
    public void close() {
        process.close();
    }
}
