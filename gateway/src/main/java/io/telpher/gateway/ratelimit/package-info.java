/** Limits on how often somebody may ask. */
@NullMarked
package io.telpher.gateway.ratelimit;

import org.jspecify.annotations.NullMarked;
