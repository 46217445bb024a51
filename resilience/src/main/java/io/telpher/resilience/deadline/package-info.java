/** One deadline for an exchange and for all that is done for it, here and further on: never a sum of time-outs. */
@NullMarked
package io.telpher.resilience.deadline;

import org.jspecify.annotations.NullMarked;
