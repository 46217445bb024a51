package io.telpher.app.graph;

import io.telpher.app.listener.ShutdownConfig;
import io.telpher.core.Cell;
import io.telpher.core.Waiter;
import io.telpher.net.PortServer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of serving, step by step: not ready any more, no new connections, what is open gets its time, tunnels are closed,
 * whatever is left is closed.
 */
final class Stop {
    private static final Logger LOG = LoggerFactory.getLogger("telpher");
    private static final long LOOK_NANOS = 20_000_000L;

    private final ShutdownConfig times;
    private final Waiter waiter;
    private final Supplier<List<PortServer>> servers;
    private final Cell<Boolean> forced;

    /** @param forced is completed by whoever does not want to wait */
    Stop(ShutdownConfig times, Waiter waiter, Supplier<List<PortServer>> servers, Cell<Boolean> forced) {
        this.times = times;
        this.waiter = waiter;
        this.servers = servers;
        this.forced = forced;
    }

    /** Goes through the steps; returns when no connection is left, or all are being closed. */
    void run() {
        LOG.info("stopping: /ready answers 503");
        try {
            waiter.await(forced, times.delay().toNanos());
            for (PortServer server : servers.get()) {
                server.drain();
                LOG.info(
                        "listener {} accepts no more; {} connections finish what they are at",
                        server.name(),
                        server.connections());
            }
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        servers.get().forEach(PortServer::close);
    }

    private void finish() throws InterruptedException {
        if (emptyWithin(times.drain())) {
            LOG.info("every connection has ended");
            return;
        }
        if (!forced.isDone()) {
            LOG.info(
                    "{} connections are open after {} ms: closing tunnels",
                    open(),
                    times.drain().toMillis());
            servers.get().forEach(PortServer::closeTunnels);
            emptyWithin(times.force().minus(times.drain()));
        }
        int left = open();
        if (left > 0) {
            LOG.warn(
                    "closing {} connections that did not end {}",
                    left,
                    forced.isDone()
                            ? "before the second signal"
                            : "within " + times.force().toMillis() + " ms");
        }
    }

    /** @return false if there still are connections, or nobody wants to wait for them */
    private boolean emptyWithin(Duration time) throws InterruptedException {
        long end = waiter.ticker().nanos() + time.toNanos();
        while (open() > 0) {
            if (end - waiter.ticker().nanos() <= 0 || waiter.await(forced, LOOK_NANOS)) {
                return false;
            }
        }
        return true;
    }

    private int open() {
        return servers.get().stream().mapToInt(PortServer::connections).sum();
    }
}
