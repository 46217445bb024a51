/**
 * The algebra that everything else is built from: calls ({@link io.telpher.core.Service}, {@link io.telpher.core.Filter},
 * {@link io.telpher.core.Gate}), where they go ({@link io.telpher.core.Endpoint}), how they fail
 * ({@link io.telpher.core.Failure}), how they end ({@link io.telpher.core.Ending}) and what time it is
 * ({@link io.telpher.core.Ticker}).
 */
@NullMarked
package io.telpher.core;

import org.jspecify.annotations.NullMarked;
