package io.telpher.resilience.retry;

import io.telpher.core.Backoff;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is tried again, how often and when.
 *
 * @param attempts how many are made at most, the first included
 * @param backoff how long a retry waits
 * @param perTryNanos when an attempt must have brought a reply; 0 if only the deadline of the call counts
 * @param on why another attempt is made
 * @param verdict the reason that a reply is, or null if it is an answer
 */
public record RetryPolicy<R>(
        int attempts,
        Backoff backoff,
        long perTryNanos,
        Set<Reason> on,
        Function<? super R, @Nullable Reason> verdict) {}
