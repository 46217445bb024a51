/** What comes with a key is executed once, however often it comes. */
@NullMarked
package io.telpher.resilience.idempotency;

import org.jspecify.annotations.NullMarked;
