/** More than one attempt at a call: one after the other, or one beside the other, within a share of the traffic. */
@NullMarked
package io.telpher.resilience.retry;

import org.jspecify.annotations.NullMarked;
