package io.telpher.cache.filter;

import io.telpher.cache.key.CacheKey;
import io.telpher.http.HttpRequest;

/**
 * A request that the store does not answer by itself.
 *
 * @param request the client's
 * @param key its key
 * @param flight what is in common to those who can have one answer
 * @param moment of the store when it was asked; in the flight as well
 * @param settled the same for what other caches had stored
 * @param behind true if nobody waits for it: what may be stale is validated all the same
 * @param who tells it from all others, and stays when it is asked on another's thread
 */
record Asked(HttpRequest request, CacheKey key, String flight, long moment, long settled, boolean behind, Object who) {
    Asked(HttpRequest request, CacheKey key, String flight, long moment, long settled, boolean behind) {
        this(request, key, flight, moment, settled, behind, new Object());
    }

    /** What it has in common with those of other nodes that can have one answer; their moments are their own. */
    String everywhere() {
        return flight.replaceFirst("\\n" + moment + ' ' + settled, "");
    }

    Asked with(HttpRequest other) {
        return new Asked(other, key, flight, moment, settled, behind, who);
    }
}
