package io.telpher.app.warm;

import io.telpher.core.Json;
import io.telpher.core.Waiter;
import io.telpher.http.Target;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Fetches lists ahead, one at a time, and remembers how the last one went. Safe for several threads. */
public final class Warming {
    /** How many requests are under way at once, unless somebody says otherwise. */
    public static final int CONCURRENCY = 8;
    /** How many there may be. */
    public static final int CONCURRENCY_MAX = 256;
    /** How many begin in a second, unless somebody says otherwise. */
    public static final int RATE = 100;
    /** How many may begin. */
    public static final int RATE_MAX = 100_000;

    private static final long AWAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Fetcher fetcher;
    private final Waiter waiter;
    private final Executor threads;
    private @Nullable WarmRun last;

    /** Fetches one thing. */
    @FunctionalInterface
    public interface Fetcher {
        /**
         * Fetches it, to its end.
         *
         * @return how many bytes
         * @throws Exception that says why not
         */
        long fetch(Target target) throws Exception;
    }

    /** @param threads starts a (virtual) thread for each task */
    public Warming(Fetcher fetcher, Waiter waiter, Executor threads) {
        this.fetcher = fetcher;
        this.waiter = waiter;
        this.threads = threads;
    }

    /**
     * Begins.
     *
     * @param rate how many requests begin in a second
     * @return false if another list is under way
     */
    public synchronized boolean start(WarmList list, int concurrency, int rate) {
        if (runs()) {
            return false;
        }
        WarmRun run = new WarmRun(list.targets(), fetcher, waiter, rate);
        last = run;
        for (int i = 0; i < Math.min(concurrency, list.targets().size()); i++) {
            threads.execute(run::work);
        }
        return true;
    }

    /** Begins no more requests of the list that is under way. */
    public synchronized void stop() {
        if (last != null) {
            last.stop();
        }
    }

    /** Waits for half a second, if a list is under way. */
    public void await() throws InterruptedException {
        if (runs()) {
            waiter.sleep(AWAIT_NANOS);
        }
    }

    private synchronized boolean runs() {
        return last != null && last.runs();
    }

    /** How the last list goes or went. */
    public synchronized Json.Members seen() {
        return last == null ? Json.members().put("state", "idle") : last.seen();
    }
}
