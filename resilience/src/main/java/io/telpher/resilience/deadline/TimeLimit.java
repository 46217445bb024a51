package io.telpher.resilience.deadline;

import io.telpher.core.Filter;
import io.telpher.core.Service;
import io.telpher.core.Traits;

/**
 * What gives each exchange so long from when its request came, whatever is done meanwhile. It shortens what the caller
 * said, and never lengthens it. {@link Deadlines}, further out, keeps it.
 *
 * @param traits of the protocol
 * @param nanos how long
 */
public record TimeLimit<Q, R>(Traits<Q, R> traits, long nanos) implements Filter<Q, R> {

    @Override
    public R call(Q request, Service<Q, R> next) throws Exception {
        traits.limit(request, nanos);
        return next.call(request);
    }
}
