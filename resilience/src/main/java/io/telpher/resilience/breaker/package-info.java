/**
 * Breakers: whoever fails too often is not asked for a while, then tried with a few calls. {@code BreakerFilter} around any
 * {@link io.telpher.core.Service}; {@code Breaker} is the state machine, {@code Window} what it counts in.
 */
@NullMarked
package io.telpher.resilience.breaker;

import org.jspecify.annotations.NullMarked;
