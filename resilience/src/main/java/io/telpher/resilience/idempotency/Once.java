package io.telpher.resilience.idempotency;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.SharedStore;
import io.telpher.core.Subscription;
import io.telpher.core.Ticker;
import io.telpher.core.Waiter;
import io.telpher.resilience.idempotency.OnceResult.Different;
import io.telpher.resilience.idempotency.OnceResult.NotKept;
import io.telpher.resilience.idempotency.OnceResult.Repeated;
import io.telpher.resilience.idempotency.OnceResult.StillBusy;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What executes a call with a key once, on all nodes that share a store: whoever claims the key executes, the others wait for
 * the answer, and later ones get it from the store. The answer is kept before it is given. Safe for use by several threads.
 *
 * <p>An execution has a thread of its own, which goes on when the caller leaves: he will come again and ask. What ends without
 * a final answer gives the key back, and the next call executes. Throws what the execution throws, and the store's
 * {@link Failure} if it cannot be asked who executes: nothing has been executed then.
 *
 * @param <R> the reply
 */
public final class Once<R> {
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final SharedStore store;
    private final OnceLimits limits;
    private final Answers<R> answers;
    private final Waiter waiter;
    private final Ticker ticker;
    private final ThreadFactory threads;

    /** Executes what is claimed in this store on threads of this factory. */
    public Once(SharedStore store, OnceLimits limits, Answers<R> answers, Waiter waiter, ThreadFactory threads) {
        this.store = store;
        this.limits = limits;
        this.answers = answers;
        this.waiter = waiter;
        this.ticker = waiter.ticker();
        this.threads = threads;
    }

    /**
     * Executes the call, or finds out what became of it.
     *
     * @param key names the call, and whose it is
     * @param print of what belongs to the key; 32 bytes
     * @param first the execution
     */
    public OnceResult<R> call(String key, byte[] print, Callable<R> first) throws Exception {
        long end = ticker.nanos() + limits.waitNanos();
        Claim claim = new Claim(store, key, print, limits);
        while (true) {
            if (claim.take()) {
                Execution<R> execution = new Execution<>(claim, answers, waiter, threads);
                return execution.run(first);
            }
            byte[] known = store.read(key);
            if (known == null) {
                continue; // given back, or over, just now
            }
            if (!Kept.isOf(known, print)) {
                return new Different<>();
            }
            if (!Kept.isPending(known)) {
                return repeated(known);
            }
            if (!changes(key, known, end)) {
                return new StillBusy<>();
            }
        }
    }

    private OnceResult<R> repeated(byte[] known) throws IOException {
        byte[] answer = Kept.answer(known);
        return answer == null ? new NotKept<>() : new Repeated<>(answers.of(answer));
    }

    /** Waits until something else stands there. @return false if it does not in time */
    private boolean changes(String key, byte[] known, long end) throws Failure, InterruptedException {
        AtomicReference<Cell<Boolean>> told = new AtomicReference<>(new Cell<>());
        try (Subscription topic = store.follow(Claim.topic(key), _ -> told.get().complete(true))) {
            while (true) {
                byte[] now = store.read(key);
                if (now == null || !Arrays.equals(now, known)) {
                    return true;
                }
                long left = end - ticker.nanos();
                if (left <= 0) {
                    return false;
                }
                if (waiter.await(told.get(), Math.min(left, LOOK_NANOS))) {
                    told.set(new Cell<>());
                }
            }
        }
    }
}
