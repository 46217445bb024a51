package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Debian's MariaDB with a fresh database, on a free port of 127.0.0.1. Its user is {@code root}, without a password. */
public final class RealMariadb implements AutoCloseable {
    private final ServerUser user;
    private final int port;
    private final RealProcess process;

    private RealMariadb(ServerUser user, int port, RealProcess process) {
        this.user = user;
        this.port = port;
        this.process = process;
    }

    /** Starts it; its output is kept in {@code directory}. */
    public static RealMariadb start(Path directory) throws IOException, InterruptedException {
        ServerUser user = ServerUser.of("mysql");
        String data = user.folder().resolve("data").toString();
        int port = FreePorts.next();
        List<String> make = user.command(List.of(
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db"));
        Tool.run(make.toArray(String[]::new)).succeeded();
        RealProcess process = RealProcess.start(
                directory,
                user.command(List.of(
                        "/usr/sbin/mariadbd",
                        "--no-defaults",
                        "--datadir=" + data,
                        "--port=" + port,
                        "--bind-address=127.0.0.1",
                        "--socket=" + user.folder().resolve("socket"),
                        "--skip-networking=0",
                        "--max-connect-errors=3")));
        try {
            process.awaitOutput("ready for connections");
        } catch (AssertionError | InterruptedException e) {
            process.close();
            throw e;
        }
        return new RealMariadb(user, port, process);
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** What mysql prints of a statement that it sends to this port. */
    public static String mysql(int port, String statement) throws InterruptedException {
        return Tool.run(
                        "mysql",
                        "--no-defaults",
                        "--protocol=tcp",
                        "--host=127.0.0.1",
                        "--port=" + port,
                        "--user=root",
                        "--batch",
                        "--skip-column-names",
                        "--execute=" + statement)
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
