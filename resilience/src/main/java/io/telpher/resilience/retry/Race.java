package io.telpher.resilience.retry;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.core.Subscription;
import io.telpher.core.Tries;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call that is hedged. The calling thread makes the first attempt itself, so that a call that is quick costs a timer and
 * nothing else; rivals have threads of their own. There are no locks: event loops and the threads that they carry meet here.
 */
final class Race<Q, R> {
    /** Where it stands; a {@link Rival} instead if that one has won. */
    private enum State {
        /** The first attempt is under way. */
        RUNNING,
        /** The first attempt has failed, and a rival may still win. */
        WAITING,
        /** Nobody can win any more. */
        OVER
    }

    private final Hedge<Q, R> hedge;
    private final Q request;
    private final Service<Q, R> next;
    private final Tries tries;
    private final long afterNanos;
    private final Thread first = Thread.currentThread();
    private final AtomicReference<Object> state = new AtomicReference<>(State.RUNNING);
    private final AtomicInteger alive = new AtomicInteger();
    private final Cell<Boolean> settled = new Cell<>(); // for the first, while it waits
    private volatile @Nullable Rival last;
    private volatile @Nullable Subscription timer;
    private int sent; // by the timer
    private boolean telling;

    Race(Hedge<Q, R> hedge, Q request, Service<Q, R> next, Tries tries, long afterNanos) {
        this.hedge = hedge;
        this.request = request;
        this.next = next;
        this.tries = tries;
        this.afterNanos = afterNanos;
    }

    /** True if the time that the first attempt took, or has taken so far, says how long an answer takes. */
    boolean telling() {
        return telling;
    }

    // === the first attempt, on the calling thread ===

    R run() throws Exception {
        timer = hedge.waiter.after(afterNanos, this::late);
        R reply = null;
        Exception thrown = null;
        try {
            reply = next.call(request);
        } catch (Exception e) {
            thrown = e;
        }
        stopTimer();
        boolean good = reply != null && !hedge.traits.failed(reply);
        telling = good;
        if (good || !mayBeSaved(thrown)) {
            return state.compareAndSet(State.RUNNING, State.OVER) ? over(reply, thrown) : overtaken(reply);
        }
        return state.compareAndSet(State.RUNNING, State.WAITING) ? saved(reply, thrown) : overtaken(reply);
    }

    /** True if it was the endpoint that failed, and not we or our caller who gave up. */
    private static boolean mayBeSaved(@Nullable Exception thrown) {
        return thrown == null || (thrown instanceof Failure failure && failure.side() == Failure.Side.UPSTREAM);
    }

    /** The first attempt has failed: a rival under way may still answer. */
    private R saved(@Nullable R reply, @Nullable Exception thrown) throws Exception {
        if (alive.get() > 0) {
            try {
                settled.join();
            } catch (InterruptedException nobodyWaits) {
                if (state.compareAndSet(State.WAITING, State.OVER)) {
                    discard(reply);
                    return over(null, nobodyWaits);
                }
                Thread.currentThread().interrupt(); // whoever gets the answer finds that nobody wants it
            }
        }
        return state.compareAndSet(State.WAITING, State.OVER) ? over(reply, thrown) : won(reply);
    }

    /** A rival has won and interrupts this thread: that is not to be mistaken for anything else later. */
    private R overtaken(@Nullable R reply) {
        telling = true;
        Rival winner = winner();
        boolean told = false;
        while (!told) {
            try {
                told = winner.told.join();
            } catch (InterruptedException expected) {
                told = false;
            }
        }
        Thread.interrupted();
        return won(reply);
    }

    private R won(@Nullable R reply) {
        discard(reply);
        Rival winner = winner();
        hedge.metrics.hedged(RetryMetrics.Hedged.WON);
        end(winner);
        return winner.reply();
    }

    private R over(@Nullable R reply, @Nullable Exception thrown) throws Exception {
        end(null);
        if (reply == null) {
            throw thrown == null ? new IllegalStateException("a service gave nothing") : thrown;
        }
        return reply;
    }

    private void end(@Nullable Rival winner) {
        for (Rival rival = last; rival != null; rival = rival.before) {
            if (rival != winner) {
                rival.thread.interrupt();
            }
            if (!rival.nowhere) {
                hedge.traits.took(request, rival.beside, rival == winner);
            }
        }
    }

    private void discard(@Nullable R reply) {
        if (reply != null) {
            hedge.traits.discard(reply);
        }
    }

    @SuppressWarnings("unchecked")
    private Rival winner() {
        return (Rival) state.get();
    }

    private void stopTimer() {
        Subscription set = timer;
        if (set != null) {
            set.close();
        }
    }

    // === rivals ===

    /** The timer rang: must not block. */
    private void late() {
        if (state.get() != State.RUNNING || !hedge.sends(request)) {
            return;
        }
        alive.incrementAndGet();
        Rival rival = new Rival(last);
        last = rival;
        if (state.get() == State.RUNNING) {
            rival.thread.start();
        } else {
            rival.nowhere = true;
            hedge.budget.giveBack();
            gone();
        }
        if (++sent < hedge.most) {
            timer = hedge.waiter.after(afterNanos, this::late);
        }
    }

    /** A rival has ended without winning. */
    private void gone() {
        if (alive.decrementAndGet() == 0 && state.get() == State.WAITING) {
            settled.complete(true);
        }
    }

    private boolean claim(Rival rival) {
        if (state.compareAndSet(State.RUNNING, rival)) {
            first.interrupt();
            rival.told.complete(true);
            return true;
        }
        if (state.compareAndSet(State.WAITING, rival)) {
            settled.complete(true);
            return true;
        }
        return false;
    }

    /** One further attempt. */
    private final class Rival implements Runnable {
        final @Nullable Rival before;
        final Q beside = hedge.traits.beside(request, tries.elsewhere());
        final Cell<Boolean> told = new Cell<>();
        final Thread thread = hedge.threads.newThread(this);
        volatile boolean nowhere;
        private volatile @Nullable R reply;

        Rival(@Nullable Rival before) {
            this.before = before;
        }

        R reply() {
            R known = reply;
            if (known == null) {
                throw new IllegalStateException("won without a reply");
            }
            return known;
        }

        @Override
        public void run() {
            RetryMetrics.Hedged how = RetryMetrics.Hedged.FAILED;
            try {
                how = race();
            } catch (Exception failed) {
                nowhere = Hedge.nowhere(failed);
                how = nowhere ? RetryMetrics.Hedged.NOWHERE : how(state.get());
            } finally {
                if (nowhere) {
                    hedge.budget.giveBack();
                }
                if (how != RetryMetrics.Hedged.WON) { // that is counted by whoever answers
                    hedge.metrics.hedged(how);
                    gone();
                }
            }
        }

        private RetryMetrics.Hedged race() throws Exception {
            R given = next.call(beside);
            if (hedge.traits.failed(given)) {
                hedge.traits.discard(given);
                return RetryMetrics.Hedged.FAILED;
            }
            reply = given;
            if (claim(this)) {
                return RetryMetrics.Hedged.WON;
            }
            hedge.traits.discard(given);
            return RetryMetrics.Hedged.LOST;
        }

        /** What broke it off: the end of the race, or trouble of its own. */
        private RetryMetrics.Hedged how(Object now) {
            return now instanceof State open && open != State.OVER
                    ? RetryMetrics.Hedged.FAILED
                    : RetryMetrics.Hedged.LOST;
        }
    }
}
