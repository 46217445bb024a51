package io.telpher.net;

import io.telpher.core.Component;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import java.util.ArrayList;
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

    private final Loops loops;
    private final List<Watched> watched = new ArrayList<>();
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
        this.loops = loops;
        this.stalls = metrics.counter("telpher_loop_stalls_total", "Times that an event loop was held up.")
                .with();
    }

    @Override
    public void start() {
        knockAtNewOnes();
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
        for (Watched one : watched) {
            if (one.answered) {
                one.told = false;
                one.knock();
            } else if (!one.told) {
                one.told = true;
                stalls.increment();
                LOG.warn(
                        "an event loop is held up by what should run elsewhere (placement WORKER): {}",
                        stack(one.thread));
            }
        }
        knockAtNewOnes();
    }

    /** Loops for UDP are made when the first listener wants them. */
    private void knockAtNewOnes() {
        List<Loop> every = loops.every();
        for (Loop loop : every.subList(watched.size(), every.size())) {
            Watched added = new Watched(loop);
            watched.add(added);
            added.knock();
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
