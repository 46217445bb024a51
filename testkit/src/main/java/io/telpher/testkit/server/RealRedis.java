package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.Tool;
import io.telpher.testkit.keys.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's redis-server, in memory only, on a free port of 127.0.0.1. It can be killed and come back on the same port. */
public final class RealRedis implements RedisServers {
    private final Path directory;
    private final int port;
    private final List<String> arguments;
    private RealProcess process;

    private RealRedis(Path directory, int port, List<String> arguments, RealProcess process) {
        this.directory = directory;
        this.port = port;
        this.arguments = arguments;
        this.process = process;
    }

    /** Starts it, with further arguments such as {@code --requirepass}; its files are in a folder of its own below. */
    public static RealRedis start(Path directory, String... further) throws IOException, InterruptedException {
        int port = FreePorts.next();
        return start(directory, port, List.of("--port", Integer.toString(port)), List.of(further));
    }

    /** Starts it so that it speaks TLS only and wants no certificate of clients. */
    public static RealRedis secure(Path directory, SelfSigned certificate, String... further)
            throws IOException, InterruptedException {
        int port = FreePorts.next();
        List<String> tls = List.of(
                "--port",
                "0",
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                certificate.certificate().toString(),
                "--tls-key-file",
                certificate.key().toString(),
                "--tls-auth-clients",
                "no");
        return start(directory, port, tls, List.of(further));
    }

    private static RealRedis start(Path directory, int port, List<String> ports, List<String> further)
            throws IOException, InterruptedException {
        Path own = Files.createTempDirectory(directory, "redis-");
        List<String> all = new ArrayList<>(ports);
        all.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", own.toString()));
        all.addAll(further);
        return new RealRedis(own, port, List.copyOf(all), launch(own, port, all));
    }

    private static RealProcess launch(Path directory, int port, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/redis-server"));
        command.addAll(arguments);
        RealProcess process = RealProcess.start(directory, command);
        try {
            return process.awaitPort(port);
        } catch (AssertionError | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** Where it is: {@code 127.0.0.1:PORT}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public List<RealRedis> nodes() {
        return List.of(this);
    }

    @Override
    public String keys() {
        return "redis: \"" + address() + '"';
    }

    @Override
    public RealRedis primaryOf(String key) {
        return this;
    }

    /** What redis-cli prints for a command. */
    public String cli(String... command) throws InterruptedException {
        List<String> line = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
        line.addAll(List.of(command));
        return Tool.run(line.toArray(String[]::new)).succeeded().out().strip();
    }

    /** The process, to stop and continue it by signals. */
    public RealProcess process() {
        return process;
    }

    /** What it held is lost. */
    @Override
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** Starts it again where it was, empty. */
    public void again() throws IOException, InterruptedException {
        process.close();
        process = launch(directory, port, arguments);
    }

    @Override
    public void close() {
        process.close();
    }
}
