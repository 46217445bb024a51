package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Debian's PostgreSQL with a fresh database, on a free port of 127.0.0.1. Its user is {@code postgres}, without a password. */
public final class RealPostgres implements AutoCloseable {
    private final ServerUser user;
    private final int port;
    private final RealProcess process;

    private RealPostgres(ServerUser user, int port, RealProcess process) {
        this.user = user;
        this.port = port;
        this.process = process;
    }

    /** Starts it; its output is kept in {@code directory}. */
    public static RealPostgres start(Path directory) throws IOException, InterruptedException {
        ServerUser user = ServerUser.of("postgres");
        Path bin = programs();
        String data = user.folder().resolve("data").toString();
        int port = FreePorts.next();
        List<String> make = user.command(List.of(
                bin.resolve("initdb").toString(),
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "--no-sync",
                "-E",
                "UTF8"));
        Tool.run(make.toArray(String[]::new)).succeeded();
        RealProcess process = RealProcess.start(
                directory,
                user.command(List.of(
                        bin.resolve("postgres").toString(),
                        "-D",
                        data,
                        "-p",
                        Integer.toString(port),
                        "-k",
                        data,
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "fsync=off")));
        try {
            process.awaitOutput("ready to accept connections");
        } catch (AssertionError | InterruptedException e) {
            process.close();
            throw e;
        }
        return new RealPostgres(user, port, process);
    }

    private static Path programs() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
        }
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** The process, to stop and continue it by signals. */
    public RealProcess process() {
        return process;
    }

    /** What psql prints of a statement that it sends to this port. */
    public static String psql(int port, String statement) throws InterruptedException {
        return Tool.run(
                        "psql",
                        "-X",
                        "-A",
                        "-t",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-U",
                        "postgres",
                        "-c",
                        statement)
                .succeeded()
                .out()
                .strip();
    }

    @Override
    public void close() {
        process.close();
        user.forget();
    }
}
