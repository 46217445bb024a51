/** What rate limits across nodes cost. */
@NullMarked
package io.telpher.bench.limits;

import org.jspecify.annotations.NullMarked;
