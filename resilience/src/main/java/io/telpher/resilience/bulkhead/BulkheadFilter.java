package io.telpher.resilience.bulkhead;

import io.telpher.core.Failure;
import io.telpher.core.Filter;
import io.telpher.core.Outcome;
import io.telpher.core.Service;
import io.telpher.core.Traits;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A bulkhead around a service. Who gets no place fails with {@link Failure.Kind#LIMIT}, before anything is sent. The place is
 * given back when the exchange has ended, so that a download or a stream of events holds one for as long as it lasts.
 */
public final class BulkheadFilter<Q, R> implements Filter<Q, R> {
    private static final long COME_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final String name;
    private final Bulkhead bulkhead;
    private final Traits<Q, R> traits;
    private final Consumer<Outcome> ended;

    /** A filter; {@code name} says to people what it bounds. */
    public BulkheadFilter(String name, Bulkhead bulkhead, Traits<Q, R> traits) {
        this.name = name;
        this.bulkhead = bulkhead;
        this.traits = traits;
        this.ended = _ -> bulkhead.leave();
    }

    @Override
    public R call(Q request, Service<Q, R> next) throws Exception {
        if (!bulkhead.enter(traits.priority(request))) {
            throw Failure.refusal(
                    Failure.Kind.LIMIT,
                    name + " has " + bulkhead.limit() + " exchanges under way, which is as many as it may have",
                    COME_AGAIN_NANOS);
        }
        long began = bulkhead.began();
        boolean replied = false;
        try {
            R reply = next.call(request);
            if (traits.failed(reply)) {
                bulkhead.failed();
            } else {
                bulkhead.answered(began);
            }
            replied = true;
            traits.end(reply).whenDone(ended);
            return reply;
        } catch (Failure failure) {
            if (failure.blamesPeer()) {
                bulkhead.failed();
            }
            throw failure;
        } finally {
            if (!replied) {
                bulkhead.leave();
            }
        }
    }
}
