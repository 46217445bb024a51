/**
 * Policies that keep one trouble from becoming everybody's: retry, circuit breaker, bulkhead, rate limits, deadlines,
 * coalescing. Each is written once, over {@link io.telpher.core.Service} and {@link io.telpher.core.Traits}, and is told
 * what time it is.
 */
@NullMarked
package io.telpher.resilience;

import org.jspecify.annotations.NullMarked;
