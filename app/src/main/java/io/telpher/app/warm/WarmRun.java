package io.telpher.app.warm;

import io.telpher.core.Json;
import io.telpher.core.Waiter;
import io.telpher.http.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A list that is fetched, by several threads that take one after the other. */
final class WarmRun {
    /** How many failures are told in words; all are counted. */
    private static final int FAILURES_TOLD = 100;

    private final List<Target> targets;
    private final Warming.Fetcher fetcher;
    private final Waiter waiter;
    private final long gapNanos;
    private final long startNanos;
    private final List<Json.Members> failures = new ArrayList<>();
    private int next;
    private int done;
    private int failed;
    private long bytes;
    private boolean stopped;
    private long endNanos;

    WarmRun(List<Target> targets, Warming.Fetcher fetcher, Waiter waiter, int rate) {
        this.targets = targets;
        this.fetcher = fetcher;
        this.waiter = waiter;
        this.gapNanos = TimeUnit.SECONDS.toNanos(1) / rate;
        this.startNanos = waiter.ticker().nanos();
    }

    /** Fetches until there is nothing left. */
    void work() {
        try {
            for (int i = take(); i >= 0; i = take()) {
                waiter.sleep(startNanos + i * gapNanos - waiter.ticker().nanos());
                fetch(targets.get(i));
            }
        } catch (InterruptedException _) {
            stop();
        }
    }

    private synchronized int take() {
        return stopped || next == targets.size() ? -1 : next++;
    }

    private void fetch(Target target) throws InterruptedException {
        try {
            ended(fetcher.fetch(target));
        } catch (InterruptedException e) {
            failed(target, "interrupted");
            throw e;
        } catch (Exception e) {
            failed(target, String.valueOf(e.getMessage()));
        }
    }

    private synchronized void ended(long more) {
        bytes += more;
        done++;
        endNanos = waiter.ticker().nanos();
    }

    private synchronized void failed(Target target, String why) {
        if (failures.size() < FAILURES_TOLD) {
            failures.add(Json.members().put("url", url(target)).put("why", why));
        }
        failed++;
        ended(0);
    }

    private static String url(Target target) {
        String path = target.scheme() + "://" + target.authority() + target.path();
        return target.query() == null ? path : path + '?' + target.query();
    }

    synchronized void stop() {
        stopped = true;
    }

    synchronized boolean runs() {
        return done < (stopped ? next : targets.size());
    }

    synchronized Json.Members seen() {
        long end = runs() ? waiter.ticker().nanos() : endNanos;
        return Json.members()
                .put("state", runs() ? "running" : stopped ? "stopped" : "done")
                .put("total", targets.size())
                .put("done", done)
                .put("failed", failed)
                .put("bytes", bytes)
                .put("seconds", Math.max(0, end - startNanos) / 1e9)
                .put("failures", List.copyOf(failures));
    }
}
