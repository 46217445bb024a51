package io.telpher.testkit.server;

import io.telpher.testkit.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Debian's aiosmtpd on a free port of 127.0.0.1: takes mail and prints it. */
public final class RealSmtp implements AutoCloseable {
    private final int port;
    private final RealProcess process;

    private RealSmtp(int port, RealProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Starts it. */
    public static RealSmtp start(Path directory) throws IOException, InterruptedException {
        int port = FreePorts.next();
        RealProcess process = RealProcess.start(
                directory,
                List.of(
                        "/usr/bin/python3",
                        "-u",
                        "-m",
                        "aiosmtpd",
                        "-n",
                        "-l",
                        "127.0.0.1:" + port,
                        "-c",
                        "aiosmtpd.handlers.Debugging",
                        "stdout"));
        try {
            process.awaitPort(port);
        } catch (AssertionError | InterruptedException e) {
            process.close();
            throw e;
        }
        return new RealSmtp(port, process);
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** The mail that it has taken so far. */
    public String mail() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
