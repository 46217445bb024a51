/**
 * Under which key a response is stored: {@link KeyRules} makes a {@link CacheKey} of a request. Scheme, host and the canonical
 * path always belong to it. Pure.
 */
@NullMarked
package io.telpher.cache.key;

import org.jspecify.annotations.NullMarked;
