package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Debian's memcached on a free port of 127.0.0.1. */
public final class RealMemcached implements AutoCloseable {
    private final int port;
    private final RealProcess process;

    private RealMemcached(int port, RealProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Starts it; its output is kept in {@code directory}. */
    public static RealMemcached start(Path directory) throws IOException, InterruptedException {
        int port = FreePorts.next();
        String number = Integer.toString(port);
        RealProcess process = RealProcess.start(
                directory,
                List.of("/usr/bin/memcached", "-l", "127.0.0.1", "-p", number, "-U", "0", "-m", "16", "-u", "nobody"));
        try {
            process.awaitPort(port);
        } catch (AssertionError | InterruptedException e) {
            process.close();
            throw e;
        }
        return new RealMemcached(port, process);
    }

    /** Its port. */
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
