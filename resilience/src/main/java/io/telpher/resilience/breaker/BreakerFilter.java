package io.telpher.resilience.breaker;

import io.telpher.core.Failure;
import io.telpher.core.Filter;
import io.telpher.core.Outcome;
import io.telpher.core.Service;
import io.telpher.core.Traits;
import java.time.Duration;

/**
 * A breaker around a service. A call that is refused fails with {@link Failure.Kind#CIRCUIT_OPEN}, before anything is sent.
 *
 * <p>A call counts as failed when its reply's head or end says so, when it or its exchange ends in a failure that is the peer's, or
 * when the deadline passed after it had waited for the peer for a second at least: shorter ones are the caller's haste. It
 * counts as well done when its exchange has ended well; and not at all when it was refused further in or given up.
 */
public final class BreakerFilter<Q, R> implements Filter<Q, R> {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final String name;
    private final Breaker breaker;
    private final Traits<Q, R> traits;

    /** A filter; {@code name} says to people whom it guards. */
    public BreakerFilter(String name, Breaker breaker, Traits<Q, R> traits) {
        this.name = name;
        this.breaker = breaker;
        this.traits = traits;
    }

    @Override
    public R call(Q request, Service<Q, R> next) throws Exception {
        Permit permit = breaker.admit();
        if (permit == null) {
            breaker.events().refused();
            throw Failure.refusal(
                    Failure.Kind.CIRCUIT_OPEN, name + " has failed too often of late", breaker.waitNanos());
        }
        boolean told = false;
        try {
            R reply = next.call(request);
            told = true;
            told(reply, permit);
            return reply;
        } catch (Failure failure) {
            if (!told && counts(request, failure)) {
                told = true;
                permit.failed(breaker.now(), failure.text());
            }
            throw failure;
        } finally {
            if (!told) {
                permit.abandoned();
            }
        }
    }

    private void told(R reply, Permit permit) {
        if (traits.failed(reply)) {
            permit.failed(breaker.now(), "its answer tells of a failure");
        } else {
            permit.answered();
            traits.end(reply).whenDone(traits.tellsAtEnd(reply) ? outcome -> ended(outcome, reply, permit) : permit);
        }
    }

    private void ended(Outcome outcome, R reply, Permit permit) {
        if (outcome.failure() == null && traits.failedAtEnd(reply)) {
            permit.failed(breaker.now(), "its answer tells at its end of a failure");
        } else {
            permit.accept(outcome);
        }
    }

    /** That there is nobody to ask, and limits of connections, are found out anew for every call, and cost nobody anything. */
    private boolean counts(Q request, Failure failure) {
        return switch (failure.kind()) {
            case NO_ENDPOINT, LIMIT, CIRCUIT_OPEN -> false;
            case DEADLINE -> failure.side() != Failure.Side.DOWNSTREAM && waited(traits.askedNanos(request));
            default -> failure.blamesPeer();
        };
    }

    private boolean waited(long sinceNanos) {
        return sinceNanos != 0 && breaker.now() - sinceNanos >= PATIENCE_NANOS;
    }
}
