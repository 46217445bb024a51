package io.telpher.core.limit;

import io.telpher.core.Failure;
import java.util.List;

/**
 * What counts against limits: in this process, or in a store that several share.
 *
 * <p>The binding checks of a batch belong together: if one is refused, none is taken, so that a refused request costs
 * nothing elsewhere. How strictly that holds is for the implementation to say, but these hold for all: no more is ever
 * allowed than if each had been asked alone, and what was taken for nothing is given back. A check that is not binding is
 * taken if its own limit allows.
 *
 * <p>Calls block the (virtual) thread, and throw a {@link Failure} of the upstream side when a store cannot be reached; what
 * happens then is the caller's to say. Implementations pass {@code LimiterContract} of the test kit. Safe for use by
 * several threads.
 */
public interface Limiter {

    /** Asks, and takes what is allowed. @return a decision for each check, in their order */
    List<Decision> check(List<Check> checks) throws Failure, InterruptedException;
}
