/**
 * Bulkheads: how many exchanges a dependency may have at once, who waits for a place and who is refused. The limit is fixed,
 * or found by {@code Gradient}. {@code BulkheadFilter} around any {@link io.telpher.core.Service}.
 */
@NullMarked
package io.telpher.resilience.bulkhead;

import org.jspecify.annotations.NullMarked;
