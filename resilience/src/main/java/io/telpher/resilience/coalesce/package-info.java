/** Identical calls that are under way together cause one, in a process and across several. */
@NullMarked
package io.telpher.resilience.coalesce;

import org.jspecify.annotations.NullMarked;
