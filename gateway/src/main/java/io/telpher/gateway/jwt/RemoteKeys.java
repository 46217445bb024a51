package io.telpher.gateway.jwt;

import io.telpher.core.Cell;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Fetching;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that are asked for and kept. They are asked for when we start, again when somebody needs them and they are old, and when a
 * token names a key that is not among them: then whoever has the token waits. Whatever happens to who has them, the last good ones
 * stay.
 */
final class RemoteKeys implements Keys {
    /** After this long, another token that names an unknown key has them asked for again. */
    static final long UNKNOWN_NANOS = 30_000_000_000L;

    /** After this long, they are asked for again when that failed. */
    static final long FAILED_NANOS = 5_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);

    private final Fetching.Wanted wanted;
    private final Fetching fetching;
    private final long refreshNanos;
    private final Waiter waiter;
    private final Executor threads;
    private final Family<Counter> counted;
    private final AtomicReference<@Nullable Flight> flight = new AtomicReference<>();
    private final AtomicLong unknownNanos;
    private volatile State state;

    /**
     * What is known.
     *
     * @param set the last good keys, or null
     * @param text as they came
     * @param fetchedNanos when they came
     * @param triedNanos when they were last asked for
     * @param failed true if that failed
     */
    private record State(@Nullable KeySet set, String text, long fetchedNanos, long triedNanos, boolean failed) {}

    /** A fetch that is under way, and who waits for its end. */
    private static final class Flight {
        private final Queue<Cell<Boolean>> waiting = new ConcurrentLinkedQueue<>();
        private volatile boolean over;
    }

    RemoteKeys(KeysConfig.Remote config, FeatureContext context, Executor threads) {
        this.wanted = new Fetching.Wanted(config.url(), config.ca(), config.timeout(), KeyFiles.BYTES_MAX);
        this.fetching = context.fetching();
        this.refreshNanos = config.refresh().toNanos();
        this.waiter = context.waiter();
        this.threads = threads;
        this.counted = context.metrics()
                .counter("telpher_jwt_keys_total", "Times that keys were asked for.", "from", "outcome");
        this.unknownNanos = new AtomicLong(now() - UNKNOWN_NANOS);
        this.state = new State(null, "", 0, now() - FAILED_NANOS, true);
    }

    private long now() {
        return waiter.ticker().nanos();
    }

    @Override
    public @Nullable KeySet here() {
        State now = state;
        boolean due = now.set == null || now() - now.fetchedNanos >= refreshNanos;
        if (due && (!now.failed || mayAgain(now, FAILED_NANOS))) {
            fly(now);
        }
        return now.set;
    }

    /** True for the first token in a while that names an unknown key, however new those are that we have. */
    private boolean firstUnknown() {
        long last = unknownNanos.get();
        long now = now();
        return now - last >= UNKNOWN_NANOS && unknownNanos.compareAndSet(last, now);
    }

    private boolean mayAgain(State last, long pauseNanos) {
        return now() - last.triedNanos >= pauseNanos;
    }

    @Override
    public @Nullable KeySet newer(@Nullable KeySet known) throws InterruptedException {
        State now = state;
        if (now.set != known) {
            return now.set;
        }
        Flight under = flight.get();
        if (under == null) {
            boolean may = (known == null || now.failed) ? mayAgain(now, FAILED_NANOS) : firstUnknown();
            under = may ? fly(now) : null;
        }
        if (under != null) {
            Cell<Boolean> end = new Cell<>();
            under.waiting.add(end);
            if (!under.over) { // else who ends it may have looked already
                waiter.await(end, 2 * wanted.timeout().toNanos());
            }
            under.waiting.remove(end);
        }
        return state.set;
    }

    /** The fetch that is under way, which is begun now if there is none, and none has ended since what is {@code known}. */
    private Flight fly(State known) {
        Flight mine = new Flight();
        Flight other = flight.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        if (state == known) {
            threads.execute(() -> fetch(mine));
        } else {
            end(mine);
        }
        return mine;
    }

    private void end(Flight mine) {
        mine.over = true;
        flight.set(null);
        mine.waiting.forEach(cell -> cell.complete(true));
    }

    private void fetch(Flight mine) {
        try {
            state = fetched(state);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.error("a mistake of ours while keys of tokens were fetched", bug);
        } finally {
            end(mine);
        }
    }

    private State fetched(State before) throws InterruptedException {
        try {
            byte[] bytes = fetching.fetch(wanted);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            if (before.set != null && text.equals(before.text)) {
                count("unchanged");
                return new State(before.set, text, now(), now(), false);
            }
            KeySet set = KeySet.ofJson(bytes);
            count("changed");
            LOG.info("{} keys of tokens from {}", set.keys().size(), wanted.url());
            return new State(set, text, now(), now(), false);
        } catch (IOException e) {
            count("failed");
            LOG.warn(
                    "keys of tokens from {} cannot be had ({}); {}",
                    wanted.url(),
                    e.getMessage(),
                    before.set == null ? "until then tokens are answered 503" : "the last ones stay");
            return new State(before.set, before.text, before.fetchedNanos, now(), true);
        }
    }

    private void count(String outcome) {
        counted.with(wanted.url().toString(), outcome).increment();
    }
}
