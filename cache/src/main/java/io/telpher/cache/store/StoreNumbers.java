package io.telpher.cache.store;

/**
 * What a store holds, and what it did since it began.
 *
 * @param entries how many responses it holds
 * @param bytes how much they take, with all that is kept about them
 * @param bytesMax how much they may take
 * @param stored how many it took
 * @param evicted how many it removed to make room
 * @param refused how many it did not want
 * @param troubles how often its medium failed
 */
public record StoreNumbers(
        long entries, long bytes, long bytesMax, long stored, long evicted, long refused, long troubles) {}
