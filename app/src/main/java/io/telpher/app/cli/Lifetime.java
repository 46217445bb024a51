package io.telpher.app.cli;

import io.telpher.app.Server;
import java.util.concurrent.CountDownLatch;

/** How long a server runs. */
public interface Lifetime {

    /** Returns when the server has run long enough, and closes it. */
    void last(Server server) throws InterruptedException;

    /** Until a signal. The process then ends with exit code 0: being told to stop is no failure. */
    static Lifetime untilSignal() {
        return server -> {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                server.close();
                                System.out.flush();
                                Runtime.getRuntime().halt(ExitCode.OK);
                            },
                            "stop"));
            new CountDownLatch(1).await();
        };
    }
}
