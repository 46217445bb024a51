/**
 * Purging what is stored: in all stores of this process, and in those of every other node that shares a log of purges with it.
 */
@NullMarked
package io.telpher.cache.purge;

import org.jspecify.annotations.NullMarked;
