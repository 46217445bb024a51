/**
 * Where stored responses are kept. A {@link io.telpher.cache.store.Store} finds {@link io.telpher.cache.store.Entry entries} by key,
 * takes new ones as their content comes ({@link io.telpher.cache.store.Fill}), and removes what a {@link
 * io.telpher.cache.store.Purge} names. It decides nothing of HTTP.
 */
@NullMarked
package io.telpher.cache.store;

import org.jspecify.annotations.NullMarked;
