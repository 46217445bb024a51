package io.telpher.engines.discovery;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.RealProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Apache ZooKeeper, one server, of the test's class path in a process of its own. It can be killed and come back. */
final class RealZooKeeper implements AutoCloseable {
    private final Path directory;
    private final int port;
    private RealProcess process;

    private RealZooKeeper(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        this.port = FreePorts.next();
        this.process = launch();
    }

    static RealZooKeeper start(Path directory) throws IOException, InterruptedException {
        return new RealZooKeeper(Files.createTempDirectory(directory, "zookeeper-"));
    }

    private RealProcess launch() throws IOException, InterruptedException {
        RealProcess made = RealProcess.start(
                directory,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-Dzookeeper.admin.enableServer=false",
                        "-Dzookeeper.serverCnxnFactory=org.apache.zookeeper.server.NIOServerCnxnFactory",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.apache.zookeeper.server.ZooKeeperServerMain",
                        Integer.toString(port),
                        directory.resolve("data").toString()));
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
