/**
 * A store in memory outside of the heap. Memory is {@code Pages}; of some of them {@code Slots} are made, which can be moved, and of
 * others {@code Table}s of small records, which cannot. {@code Entries} are such records: a line of the processor's cache each, found by
 * {@code Chains} without a lock, and kept by who uses them. {@code Eviction} says who must go when {@code Space} is wanted, by what a
 * {@code Sketch} knows.
 */
@NullMarked
package io.telpher.cache.store.memory;

import org.jspecify.annotations.NullMarked;
