package io.telpher.resilience.deadline;

import io.telpher.core.Failure;
import io.telpher.core.Filter;
import io.telpher.core.Service;
import io.telpher.core.Ticker;
import io.telpher.core.Traits;
import java.io.IOException;

/**
 * What ends a call whose time is over by a {@link Failure} of kind {@code DEADLINE}, wherever it was: before it began,
 * waiting within a policy, or asking an upstream. The protocol interrupts the thread, see {@link Traits#limit}; here the
 * interruption gets its name, so that nobody takes it for a client that has gone.
 *
 * <p>A reply that has no end of its own has come in time when it has begun: from there on it may last.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public final class Deadlines<Q, R> implements Filter<Q, R> {
    private final Traits<Q, R> traits;
    private final Ticker ticker;

    /** Of a protocol, by the clock of its exchanges. */
    public Deadlines(Traits<Q, R> traits, Ticker ticker) {
        this.traits = traits;
        this.ticker = ticker;
    }

    @Override
    public R call(Q request, Service<Q, R> next) throws Exception {
        if (passed(request)) {
            throw late();
        }
        try {
            R reply = next.call(request);
            if (traits.deadlineNanos(request) != 0 && traits.lasts(reply)) {
                traits.unlimit(request);
            }
            return reply;
        } catch (InterruptedException | IOException stopped) {
            if (passed(request)) {
                throw late();
            }
            throw stopped;
        } catch (Failure failure) {
            if (failure.kind() == Failure.Kind.CANCELLED && passed(request)) {
                throw late();
            }
            throw failure;
        }
    }

    private boolean passed(Q request) {
        long deadline = traits.deadlineNanos(request);
        return deadline != 0 && deadline - ticker.nanos() <= 0;
    }

    private static Failure late() {
        return new Failure(
                Failure.Side.LOCAL, Failure.Kind.DEADLINE, false, "the deadline passed before there was an answer");
    }
}
