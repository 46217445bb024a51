/**
 * What messages say about caching, read once and strictly: {@link CacheControl} of a response (with the fields that stand in for
 * or overrule it), {@link RequestControl} of a request. Pure; reading is total: no bytes make it throw.
 */
@NullMarked
package io.telpher.cache.fields;

import org.jspecify.annotations.NullMarked;
