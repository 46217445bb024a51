package io.telpher.net;

import io.telpher.core.Component;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the event loops from outside and names what holds one up: whatever blocks a loop's thread stops every connection
 * that the loop drives. A loop that has not answered a knock by the next one is stalled; its stack is logged, once a stall.
 */
public final class StallDetector implements Component {
    /** How long a loop may be busy with one thing. */
    public static final long PATIENCE_NANOS = 500_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(StallDetector.class);
    private static final int FRAMES_MAX = 24;

    private final List<Watched> loops;
    private final Counter stalls;
    private volatile boolean closed;
    private @Nullable Thread watcher;

    /** A loop, and whether it has answered. */
    private static final class Watched {
        private final Loop loop;
        private volatile boolean answered = true;
        private volatile @Nullable Thread thread;
        private boolean told;

        Watched(Loop loop) {
            this.loop = loop;
        }

        void knock() {
            answered = false;
            loop.eventLoop().execute(() -> {
                thread = Thread.currentThread();
                answered = true;
            });
        }
    }

    /** Watches these loops, once started. */
    public StallDetector(Loops loops, Metrics metrics) {
        this.loops = loops.all().stream().map(Watched::new).toList();
        this.stalls = metrics.counter("telpher_loop_stalls_total", "Times that an event loop was held up.")
                .with();
    }

    @Override
    public void start() {
        loops.forEach(Watched::knock);
        watcher = Thread.ofPlatform().daemon().name("telpher-stalls").start(this::watch);
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(PATIENCE_NANOS);
            if (!closed) {
                look();
            }
        }
    }

    /** Judges every loop by its last knock, and knocks again. */
    void look() {
        for (Watched watched : loops) {
            if (watched.answered) {
                watched.told = false;
                watched.knock();
            } else if (!watched.told) {
                watched.told = true;
                stalls.increment();
                LOG.warn(
                        "an event loop is held up by what should run elsewhere (placement WORKER): {}",
                        stack(watched.thread));
            }
        }
    }

    private static String stack(@Nullable Thread thread) {
        if (thread == null) {
            return "it has not begun";
        }
        StringBuilder text = new StringBuilder(thread.getName());
        StackTraceElement[] frames = thread.getStackTrace();
        for (int i = 0; i < Math.min(frames.length, FRAMES_MAX); i++) {
            text.append("\n    at ").append(frames[i]);
        }
        return text.toString();
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
