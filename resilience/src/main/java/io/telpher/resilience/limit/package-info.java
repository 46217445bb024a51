/**
 * Rate limits that are counted in this process: four algorithms as pure arithmetic, and the keys they are counted for, of
 * which a bounded number is kept.
 */
@NullMarked
package io.telpher.resilience.limit;

import org.jspecify.annotations.NullMarked;
