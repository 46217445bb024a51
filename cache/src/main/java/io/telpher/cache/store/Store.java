package io.telpher.cache.store;

import io.telpher.cache.key.CacheKey;
import io.telpher.cache.key.NoVarySearch;
import io.telpher.cache.rules.Storable;
import io.telpher.http.Fields;
import io.telpher.http.Placement;
import io.telpher.http.Ranges;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place for responses. It is bounded, and removes by its own judgement what it has no room for. A store never throws into
 * the path of a request: one in trouble has nothing, takes nothing and counts its troubles. Safe for several threads; none of
 * its methods waits for anything but its own medium, and none calls back.
 *
 * <p>Implementations pass {@code StoreContract}.
 */
public interface Store extends AutoCloseable {
    /** Nothing is kept with other nodes. */
    int KEPT_ALONE = -1;

    /** Whether its medium blocks the threads that use it natively. */
    Placement placement();

    /** All that is found for a key, in no order, each {@linkplain Entry held} for the caller, who lets each go. */
    List<Entry> find(CacheKey key);

    /**
     * The same for event loops: what is at hand, found without any waiting, with content that is at hand as well. May find less;
     * what is found must be all that there is for the key, or nothing.
     */
    List<Entry> peek(CacheKey key);

    /**
     * What is kept further away and answers such a request, as far as fields tell; held like what is found. It is for who has found
     * nothing of use: it may take as long as asking another host.
     *
     * @param request its fields
     */
    default List<Entry> further(CacheKey key, Fields request) {
        return List.of();
    }

    /**
     * A point in time, of which {@link #begin} wants to know. It is taken before an origin is asked: what was purged since is not
     * stored, though its content comes later.
     */
    long moment();

    /** The same for one key: it may stay the same while nothing is purged that may be of it. */
    default long moment(CacheKey key) {
        return moment();
    }

    /**
     * The same for what other caches had stored: an earlier point, if something of the key was purged just now, since such a cache
     * may not have been purged yet.
     */
    default long settled(CacheKey key) {
        return moment(key);
    }

    /**
     * Begins to take a response. The first byte that comes is that of the part that {@code what} holds, or the content's first
     * one.
     *
     * @param length of the content that comes, or {@link io.telpher.http.Body#UNKNOWN}
     * @param moment when the origin was asked
     * @return null if the store does not want it: too long, no room, not worth it, purged meanwhile
     */
    @Nullable
    Fill begin(CacheKey key, Storable.Store what, long length, long moment);

    /**
     * Begins to take a part that belongs to what is stored. When it is complete, what takes the entry's place has both.
     *
     * @param stored holds other parts only; held by the caller
     * @param now what is found once the part is there
     * @param part where the content belongs
     */
    @Nullable
    Fill join(Entry stored, Storable.Store now, Ranges.Range part, long moment);

    /**
     * Has what is decided by, fields and labels changed, the content staying. Nothing happens if the entry is gone meanwhile, or
     * something of it was purged, if only softly.
     *
     * @param moment when the origin was asked
     */
    void update(Entry stored, Storable.Store now, long moment);

    /** Removes an entry. Who holds it can go on reading. */
    void remove(Entry stored);

    /** Removes what is named, or makes it stale; also what is just coming is not found afterwards. @return how many entries */
    long purge(Purge what, long nowMillis);

    /**
     * How many purges have not reached what is kept with other nodes: they wait in this process, and end with it. {@link
     * #KEPT_ALONE} if nothing is kept so.
     */
    default int purgesWaiting() {
        return KEPT_ALONE;
    }

    /** Tries again to have done what waits. */
    default void purgeWaiting() {}

    /**
     * What the last response that was stored for a path said of queries, or null.
     *
     * @param path a key's URI up to its query
     */
    @Nullable
    NoVarySearch learned(String path);

    /** What it holds and did. */
    StoreNumbers numbers();

    /** Lets go of its medium. */
    @Override
    void close();
}
