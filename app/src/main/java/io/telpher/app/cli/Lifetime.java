package io.telpher.app.cli;

import io.telpher.app.Server;
import java.util.concurrent.CountDownLatch;

/** How long a server runs. */
public interface Lifetime {

    /** Returns when the server has run long enough, and has closed it. */
    void last(Server server) throws InterruptedException;

    /** Until a signal; SIGHUP has log files opened anew. The process then ends with exit code 0: being told to stop is no failure. */
    static Lifetime untilSignal() {
        return untilSignal(() -> {});
    }

    /** The same; {@code ready} is run when a signal would close the server. */
    static Lifetime untilSignal(Runnable ready) {
        return server -> {
            HangUp.handle(server::reopenLogs);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
            ready.run();
            new CountDownLatch(1).await();
        };
    }

    private static void stop(Server server) {
        server.close();
        System.out.flush();
        Runtime.getRuntime().halt(ExitCode.OK);
    }
}
