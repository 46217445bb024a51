/** Several stores as one: a fast one over a large one. */
@NullMarked
package io.telpher.cache.store.tiers;

import org.jspecify.annotations.NullMarked;
