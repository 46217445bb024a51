package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Apache Kafka, one broker without ZooKeeper (KRaft), on free ports of 127.0.0.1. */
public final class RealKafka implements AutoCloseable {
    private static final String CLUSTER = "AAAAAAAAAAAAAAAAAAAAAQ";
    private static final int READY_SECONDS =
            300; // more than a minute has been seen where much else was built and tested

    private final int port;
    private final RealProcess process;

    private RealKafka(int port, RealProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Starts it for clients that speak to it straight. */
    public static RealKafka start(Path directory) throws IOException, InterruptedException {
        int port = FreePorts.next();
        return start(directory, port, port);
    }

    /** Starts it; it tells its clients that it is reached at {@code advertised}, a port of 127.0.0.1. */
    public static RealKafka start(Path directory, int advertised) throws IOException, InterruptedException {
        return start(directory, FreePorts.next(), advertised);
    }

    private static RealKafka start(Path directory, int port, int advertised) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(directory, "kafka-");
        int controller = FreePorts.next();
        Path settings = Files.writeString(folder.resolve("server.properties"), """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=CLIENTS://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=CLIENTS://127.0.0.1:%3$d
                listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=CLIENTS
                log.dirs=%4$s
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=1
                group.initial.rebalance.delay.ms=0
                """.formatted(
                        port, controller, advertised, folder.resolve("data")));
        Tool.run(java("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", settings.toString()))
                .succeeded();
        RealProcess process = RealProcess.start(folder, List.of(java("kafka.Kafka", settings.toString())));
        try {
            process.awaitPort(port, READY_SECONDS);
        } catch (AssertionError | InterruptedException e) {
            process.close();
            throw e;
        }
        return new RealKafka(port, process);
    }

    private static String[] java(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                ServerJars.of("kafka"),
                program));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    /** The port on which it listens. */
    public int port() {
        return port;
    }

    /** Its address. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Ends it at once, as a crash would. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
