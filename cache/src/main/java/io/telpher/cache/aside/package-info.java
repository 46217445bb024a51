/**
 * Values of a program's own before whatever it reads them from, cache-aside and write-through, in a store that nodes share.
 * No HTTP: {@link io.telpher.cache.aside.Aside} is where to begin.
 */
@NullMarked
package io.telpher.cache.aside;

import org.jspecify.annotations.NullMarked;
