/**
 * A store in files: a log of {@link io.telpher.cache.store.disk.Segment segments}, and in memory where everything stands. The
 * format and what it withstands are told in the README beside this.
 */
@NullMarked
package io.telpher.cache.store.disk;

import org.jspecify.annotations.NullMarked;
