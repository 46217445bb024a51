/** What policies cost for each call. */
@NullMarked
package io.telpher.bench.policies;

import org.jspecify.annotations.NullMarked;
