/** Executes requests with an {@code Idempotency-Key} once. */
@NullMarked
package io.telpher.gateway.idempotency;

import org.jspecify.annotations.NullMarked;
