/**
 * Responses that are coming in: {@link io.telpher.cache.filter.growth.Growth} is read by all who ask for it meanwhile, each at its own
 * pace, whether a store takes it or not.
 */
@NullMarked
package io.telpher.cache.filter.growth;

import org.jspecify.annotations.NullMarked;
