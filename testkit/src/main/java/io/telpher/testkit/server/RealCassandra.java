package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Apache Cassandra, one node, on free ports of 127.0.0.1. It runs on Debian's JDK 17: it wants what JDK 24 took away. */
public final class RealCassandra implements AutoCloseable {
    /** What it reaches into, as its own start script opens it. */
    private static final List<String> EXPORTED = List.of(
            "java.base/jdk.internal.misc",
            "java.base/jdk.internal.ref",
            "java.base/sun.nio.ch",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.sql/java.sql");

    private static final List<String> OPENED = List.of(
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.lang.module",
            "java.base/java.lang.reflect",
            "java.base/java.math",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/jdk.internal.util.jar",
            "java.base/sun.nio.ch",
            "jdk.management/com.sun.management.internal");

    private final int port;
    private final RealProcess process;

    private RealCassandra(int port, RealProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Starts it; its data is in a folder of its own below. */
    public static RealCassandra start(Path directory) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(directory, "cassandra-");
        int port = FreePorts.next();
        int storage = FreePorts.next();
        Path settings = Files.writeString(
                folder.resolve("cassandra.yaml"), """
                cluster_name: telpher
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                commitlog_sync: periodic
                commitlog_sync_period: 10s
                num_tokens: 1
                listen_address: 127.0.0.1
                storage_port: %2$d
                ssl_storage_port: %3$d
                rpc_address: 127.0.0.1
                native_transport_port: %1$d
                endpoint_snitch: SimpleSnitch
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters: [{seeds: "127.0.0.1:%2$d"}]
                data_file_directories: [%4$s/data]
                commitlog_directory: %4$s/commitlog
                saved_caches_directory: %4$s/caches
                hints_directory: %4$s/hints
                """.formatted(port, storage, FreePorts.next(), folder));
        Path log = Files.writeString(folder.resolve("logback.xml"), """
                <configuration>
                  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%d %level %logger %msg%n</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="out"/></root>
                </configuration>
                """);
        RealProcess process = RealProcess.start(folder, command(folder, settings, log));
        try {
            process.awaitOutput("Startup complete");
        } catch (AssertionError | InterruptedException e) {
            process.close();
            throw e;
        }
        return new RealCassandra(port, process);
    }

    private static List<String> command(Path folder, Path settings, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                jdk17(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dcassandra.config=" + settings.toUri(),
                "-Dcassandra.storagedir=" + folder,
                "-Dcassandra-foreground=yes",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.ring_delay_ms=1",
                "-Dlogback.configurationFile=" + log));
        EXPORTED.forEach(name -> command.addAll(List.of("--add-exports", name + "=ALL-UNNAMED")));
        OPENED.forEach(name -> command.addAll(List.of("--add-opens", name + "=ALL-UNNAMED")));
        command.addAll(List.of("-cp", ServerJars.of("cassandra"), "org.apache.cassandra.service.CassandraDaemon"));
        return command;
    }

    private static String jdk17() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("/usr/lib/jvm"), "java-17-openjdk-*")) {
            for (Path home : found) {
                return home.resolve("bin/java").toString();
            }
        }
        throw new AssertionError("Cassandra wants Debian's package openjdk-17-jre-headless");
    }

    /** The port of CQL. */
    public int port() {
        return port;
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
