/** What it costs to know who asks. */
@NullMarked
package io.telpher.bench.tokens;

import org.jspecify.annotations.NullMarked;
