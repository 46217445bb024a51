package io.telpher.cache.store.disk;

/**
 * What is kept in memory of one stored response.
 *
 * @param uriHash of its key's URI
 * @param more of what else is in its key
 * @param id the last bits of its number
 * @param place of its head
 * @param record where it stands in its segment's index, in units of {@link IndexRecord#UNIT_BYTES}
 * @param heat how often it was found of late
 * @param stale true if its record says since when it is stale
 */
record Spot(long uriHash, int more, int id, long place, int record, int heat, boolean stale) {}
