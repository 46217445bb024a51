package io.telpher.resilience.retry;

import io.telpher.core.Ending;
import io.telpher.core.Outcome;
import io.telpher.core.Traits;
import io.telpher.core.Tries;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A protocol for tests: a request says of itself what policies want to know, a reply is a number as in HTTP. */
final class Told implements Traits<Told.Ask, Integer> {
    final List<Integer> discarded = Collections.synchronizedList(new ArrayList<>());
    long waitNanos = -1;

    /** A request. */
    static final class Ask {
        final boolean idempotent;
        final boolean replayable;
        long deadlineNanos;
        volatile @Nullable Tries tries;
        long untilNanos;
        volatile int attempts;
        volatile boolean rivalWon;
        final @Nullable Ask beside;

        Ask(boolean idempotent, boolean replayable) {
            this(idempotent, replayable, null);
        }

        private Ask(boolean idempotent, boolean replayable, @Nullable Ask beside) {
            this.idempotent = idempotent;
            this.replayable = replayable;
            this.beside = beside;
        }
    }

    @Override
    public boolean idempotent(Ask request) {
        return request.idempotent;
    }

    @Override
    public boolean replayable(Ask request) {
        return request.replayable;
    }

    @Override
    public boolean failed(Integer reply) {
        return reply >= 500 && reply != 501 && reply != 505;
    }

    @Override
    public Ending end(Integer reply) {
        return Ending.of(Outcome.DONE);
    }

    @Override
    public void discard(Integer reply) {
        discarded.add(reply);
    }

    @Override
    public long deadlineNanos(Ask request) {
        return request.deadlineNanos;
    }

    @Override
    public long waitNanos(Integer reply) {
        return waitNanos;
    }

    @Override
    public @Nullable Tries tries(Ask request) {
        return request.tries;
    }

    @Override
    public void attempt(Ask request, Tries tries, long untilNanos) {
        request.tries = tries;
        request.untilNanos = untilNanos;
        request.attempts++;
    }

    @Override
    public Ask beside(Ask request, Tries elsewhere) {
        Ask beside = new Ask(request.idempotent, request.replayable, request);
        beside.tries = elsewhere;
        return beside;
    }

    @Override
    public void took(Ask request, Ask beside, boolean won) {
        request.attempts++;
        request.rivalWon |= won;
    }
}
