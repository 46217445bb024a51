/**
 * The cache as a filter: {@link io.telpher.cache.filter.CacheFilter} asks the rules, finds and fills entries of a store, and makes
 * one fetch of what many ask for together.
 */
@NullMarked
package io.telpher.cache.filter;

import org.jspecify.annotations.NullMarked;
