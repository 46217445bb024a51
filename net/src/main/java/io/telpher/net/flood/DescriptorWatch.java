package io.telpher.net.flood;

import com.sun.management.UnixOperatingSystemMXBean;
import io.telpher.core.Component;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every second how many file descriptors are in use. From 95 percent on new connections are refused, until fewer
 * than 90 are: what is left is for connections to upstreams, files and the admin port.
 */
public final class DescriptorWatch implements Pressure, Component {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.entrance");
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final Scarcity scarcity = new Scarcity();
    private volatile boolean few;
    private volatile boolean closed;
    private @Nullable Thread watcher;

    /** Watches, once started. */
    public DescriptorWatch() {}

    @Override
    public void start() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            watcher = Thread.ofPlatform().daemon().name("telpher-descriptors").start(() -> watch(system));
        }
    }

    private void watch(UnixOperatingSystemMXBean system) {
        while (!closed) {
            long used = system.getOpenFileDescriptorCount();
            long max = system.getMaxFileDescriptorCount();
            boolean now = scarcity.judge(used, max);
            if (now != few) {
                few = now;
                LOG.warn(
                        "{} of {} file descriptors are in use: new connections are {}",
                        used,
                        max,
                        now ? "refused" : "taken again");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public @Nullable Refusal refusal() {
        return few ? Refusal.DESCRIPTORS : null;
    }

    @Override
    public void close() {
        closed = true;
        Thread running = watcher;
        if (running != null) {
            LockSupport.unpark(running);
        }
    }
}
