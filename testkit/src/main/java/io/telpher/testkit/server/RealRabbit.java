package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's RabbitMQ on a free port of 127.0.0.1, by itself: no epmd, no plugins. Its user is {@code guest}. */
public final class RealRabbit implements AutoCloseable {
    private final ServerUser user;
    private final int port;
    private final RealProcess process;

    private RealRabbit(ServerUser user, int port, RealProcess process) {
        this.user = user;
        this.port = port;
        this.process = process;
    }

    /** Starts it; its output is kept in {@code directory}. */
    public static RealRabbit start(Path directory) throws IOException, InterruptedException {
        ServerUser user = ServerUser.of("rabbitmq");
        Path folder = user.folder();
        int port = FreePorts.next();
        int distribution = FreePorts.next();
        Map<String, String> environment = Map.of(
                "HOME", folder.toString(),
                "RABBITMQ_NODENAME", "telpher@localhost",
                "RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1",
                "RABBITMQ_NODE_PORT", Integer.toString(port),
                "RABBITMQ_DIST_PORT", Integer.toString(distribution),
                "RABBITMQ_MNESIA_BASE", folder.resolve("data").toString(),
                "RABBITMQ_LOGS", "-",
                "RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString(),
                "RABBITMQ_PID_FILE", folder.resolve("pid").toString(),
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-start_epmd false -erl_epmd_port " + distribution);
        RealProcess process = RealProcess.start(
                directory, user.command(List.of("/usr/lib/rabbitmq/bin/rabbitmq-server")), environment);
        try {
            process.awaitOutput("Server startup complete");
        } catch (AssertionError | InterruptedException e) {
            process.close();
            throw e;
        }
        return new RealRabbit(user, port, process);
    }

    /** Its port. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
        user.forget();
    }
}
