package io.telpher.app.cli;

import io.telpher.app.Server;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** How long a server runs. */
public interface Lifetime {

    /** Returns when the server has run long enough, and has closed it. */
    void last(Server server) throws InterruptedException;

    /**
     * Until SIGTERM or SIGINT; a second one cuts off what the first has still waiting. SIGHUP has log files opened and the
     * configuration read anew. The process then ends with exit code 0: being told to stop is no failure.
     */
    static Lifetime untilSignal() {
        return untilSignal(() -> {});
    }

    /** The same; {@code ready} is run when a signal would close the server. */
    static Lifetime untilSignal(Runnable ready) {
        return server -> {
            AtomicBoolean stopping = new AtomicBoolean();
            Runnable stop = () -> {
                if (stopping.getAndSet(true)) {
                    server.force();
                } else {
                    Thread.ofPlatform().name("stop").start(() -> stop(server));
                }
            };
            Signals.handle("HUP", server::hangUp);
            Signals.handle("TERM", stop);
            Signals.handle("INT", stop);
            // For whatever else ends the JVM; a server that is being closed is not closed twice.
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
