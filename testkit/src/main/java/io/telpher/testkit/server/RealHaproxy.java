package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's haproxy as a proxy in front or an origin behind: it speaks the PROXY protocol as its authors do. */
public final class RealHaproxy implements AutoCloseable {
    private static final String FRAME = """
            global
                maxconn 256
            defaults
                mode tcp
                timeout connect 10s
                timeout client 60s
                timeout server 60s
            """;

    private final RealProcess process;
    private final int port;

    private RealHaproxy(RealProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it given its proxies, in which {@code ${port}} stands for a free port. */
    public static RealHaproxy configured(Path directory, String proxies) throws IOException, InterruptedException {
        int port = FreePorts.next();
        Path file = Files.createTempFile(directory, "haproxy-", ".cfg");
        Files.writeString(file, FRAME + proxies.replace("${port}", Integer.toString(port)));
        RealProcess process = RealProcess.start(directory, List.of("/usr/sbin/haproxy", "-db", "-f", file.toString()));
        RealHaproxy haproxy = new RealHaproxy(process, port);
        try {
            process.awaitPort(port);
            return haproxy;
        } catch (AssertionError | InterruptedException e) {
            haproxy.close();
            throw e;
        }
    }

    /** Its port. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
