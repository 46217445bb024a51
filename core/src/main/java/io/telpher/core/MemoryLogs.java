package io.telpher.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The logs of a {@link MemoryStore}: so many, and so many bytes in each, at most. Safe for several threads. */
final class MemoryLogs {
    private static final int LOGS_MAX = 1_000;
    private static final long LOG_BYTES_MAX = 16L << 20;

    private static final class Log {
        private final Deque<SharedStore.Logged> entries = new ArrayDeque<>();
        private long bytes;
        private long endNanos;
    }

    private final Ticker ticker;
    private final Map<String, Log> logs = new LinkedHashMap<>();
    private long count;

    MemoryLogs(Ticker ticker) {
        this.ticker = ticker;
    }

    synchronized String append(String name, byte[] entry, int kept, long leaseNanos) throws Failure {
        Log log = live(name);
        if (log == null) {
            log = added(name);
        }
        String place = Long.toString(++count); // of all logs, so that no place of one that is over comes again
        log.entries.add(new SharedStore.Logged(place, entry.clone()));
        log.bytes += entry.length;
        while (log.entries.size() > kept || log.bytes > LOG_BYTES_MAX) {
            log.bytes -= log.entries.remove().entry().length;
        }
        log.endNanos = ticker.nanos() + leaseNanos;
        return place;
    }

    private Log added(String name) throws Failure {
        logs.values().removeIf(this::over);
        if (logs.size() >= LOGS_MAX) {
            throw new Failure(Failure.Side.LOCAL, Failure.Kind.LIMIT, true, LOGS_MAX + " logs are held already");
        }
        Log log = new Log();
        logs.put(name, log);
        return log;
    }

    private boolean over(Log log) {
        return log.endNanos - ticker.nanos() <= 0;
    }

    private @Nullable Log live(String name) {
        Log log = logs.get(name);
        if (log == null || !over(log)) {
            return log;
        }
        logs.remove(name);
        return null;
    }

    synchronized @Nullable String last(String name) {
        Log log = live(name);
        return log == null || log.entries.isEmpty()
                ? null
                : log.entries.getLast().place();
    }

    synchronized @Nullable List<SharedStore.Logged> after(String name, String place, int max, long leaseNanos) {
        Log log = live(name);
        List<SharedStore.Logged> found = null;
        for (SharedStore.Logged each : log == null ? List.<SharedStore.Logged>of() : log.entries) {
            if (found != null && found.size() < max) {
                found.add(new SharedStore.Logged(each.place(), each.entry().clone()));
            } else if (each.place().equals(place)) {
                found = new ArrayList<>();
            }
        }
        if (log != null) {
            log.endNanos = ticker.nanos() + leaseNanos;
        }
        return found;
    }
}
