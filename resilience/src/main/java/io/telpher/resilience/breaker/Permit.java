package io.telpher.resilience.breaker;

import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leave for a call, and where it is told what became of it: exactly once {@link #failed}, {@link #abandoned}, or, as the
 * listener of its {@link io.telpher.core.Ending}, {@link #accept}. Safe for several threads.
 */
public abstract sealed class Permit implements Consumer<Outcome> permits Phase.Closed, Phase.Probe {

    /** It failed; {@code why} says in words how, for the log. */
    public abstract void failed(long nowNanos, String why);

    /** It went well, to its end. */
    abstract void succeeded(long nowNanos);

    /** Its reply has begun, and does not tell of a failure. */
    public abstract void answered();

    /** It says nothing of the other side: it was never sent, or given up by those who asked. */
    public abstract void abandoned();

    abstract long now();

    /** The exchange has ended. */
    @Override
    public void accept(Outcome outcome) {
        @Nullable Failure failure = outcome.failure();
        if (failure == null) {
            succeeded(now());
        } else if (failure.blamesPeer()) {
            failed(now(), failure.text());
        } else {
            abandoned();
        }
    }
}
