package io.telpher.app.access;

import io.telpher.core.Cell;
import io.telpher.core.Component;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access log. {@link #accept} is called on an event loop for each exchange that has ended: it encodes a line and returns;
 * a thread of the log's own writes what has gathered, at the latest after 200 ms. It never waits for the disk: lines that
 * find no room are dropped and counted in {@code telpher_access_log_dropped_total}.
 */
public final class AccessLog implements Component, Consumer<Completed> {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long GATHER_NANOS = 200_000_000L;
    private static final long CLOSE_NANOS = 5_000_000_000L;

    private final Waiter waiter;
    private final Output output;
    private final Counter dropped;
    private final WallClock clock;
    private final Lanes lanes;
    private final Cell<Boolean> ended = new Cell<>();
    private volatile Cell<Boolean> wake = new Cell<>();
    private volatile boolean reopening;
    private volatile boolean closed;
    private boolean broken;
    private @Nullable Thread writer;

    /**
     * A log that is on.
     *
     * @param state the directory in which a relative file stands; it exists
     * @param waiter by whose clock exchanges are timed, and by which the writer waits
     */
    public AccessLog(AccessLogConfig config, Path state, Waiter waiter, InstantSource calendar, Metrics metrics) {
        this(formatOf(config), outputOf(config, state), waiter, calendar, metrics);
    }

    AccessLog(LineFormat format, Output output, Waiter waiter, InstantSource calendar, Metrics metrics) {
        this.waiter = waiter;
        this.output = output;
        this.dropped = metrics.counter(
                        "telpher_access_log_dropped_total", "Lines of the access log that were dropped, not written.")
                .with();
        this.clock = new WallClock(waiter.ticker(), calendar);
        this.lanes = new Lanes(format, clock, dropped, this::wakeWriter);
    }

    private static LineFormat formatOf(AccessLogConfig config) {
        return switch (config.format()) {
            case JSON -> new JsonLine();
            case TEXT -> new TextLine();
        };
    }

    private static Output outputOf(AccessLogConfig config, Path state) {
        Path file = config.file(state);
        return file == null ? Output.stdout() : Output.file(file);
    }

    /** Starts the writer. @throws IOException if the file cannot be written */
    @Override
    public void start() throws IOException {
        output.write(new byte[0], 0);
        writer = Thread.ofPlatform().daemon().name("telpher-access-log").start(this::run);
    }

    /** Writes a line. Never blocks; safe for any thread. */
    @Override
    public void accept(Completed end) {
        lanes.add(end);
    }

    /** Closes the file and opens it anew under its name, after somebody has moved it away. Returns at once. */
    public void reopen() {
        reopening = true;
        wakeWriter();
    }

    /** Writes what has gathered, and ends; a disk that does not take it within five seconds is left alone. */
    @Override
    public void close() {
        closed = true;
        wakeWriter();
        if (writer == null) {
            return;
        }
        try {
            waiter.await(ended, CLOSE_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wakeWriter() {
        wake.complete(true);
    }

    private void run() {
        try {
            while (!closed) {
                Cell<Boolean> next = new Cell<>();
                wake = next; // before looking: what comes while we write wakes us again
                clock.measure();
                writeAll();
                if (!closed) {
                    waiter.await(next, GATHER_NANOS);
                }
            }
            writeAll();
            output.close();
        } catch (IOException | InterruptedException e) {
            LOG.warn("the access log did not end well: {}", e.toString());
        } finally {
            ended.complete(true);
        }
    }

    /** Writes every line that is there now. For the writer's thread. */
    void writeAll() {
        if (reopening) {
            reopening = false;
            closeOutput();
        }
        lanes.flush();
        for (Bytes block = lanes.next(); block != null; block = lanes.next()) {
            write(block);
            lanes.release(block);
        }
    }

    private void write(Bytes block) {
        try {
            output.write(block.array(), block.length());
            broken = false;
        } catch (IOException e) {
            dropped.add(block.lines());
            if (!broken) {
                LOG.error("the access log cannot be written, lines are dropped until it can: {}", e.toString());
            }
            broken = true;
            closeOutput();
        }
    }

    private void closeOutput() {
        try {
            output.close();
        } catch (IOException e) {
            LOG.warn("the access log's file did not close well: {}", e.toString());
        }
    }
}
