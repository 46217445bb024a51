package io.telpher.cache.store.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where everything stands, in memory: open addressing in arrays of numbers, 29 bytes a slot, divided into parts with a lock each.
 * Everything of a URI is in one part, and found together.
 */
final class Spots {
    /** How many responses of one URI there can be, whatever else is in their keys: all of them are looked at to find one. */
    static final int SAME_URI_MAX = 1_024;

    private static final int PARTS = 64;
    private static final int HEAT_MAX = 15;
    private static final int STALE = 0x80;

    private final Part[] parts = new Part[PARTS];
    private final AtomicLong count = new AtomicLong();

    Spots() {
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Part();
        }
    }

    long count() {
        return count.get();
    }

    /** All of a key: mostly one. That they were asked for counts. */
    List<Spot> find(long uriHash, int more) {
        return part(uriHash).find(uriHash, more, false);
    }

    /** How many of a key there are. */
    int count(long uriHash, int more) {
        return part(uriHash).count(uriHash, more);
    }

    /** All of a URI, whatever else is in the key. */
    List<Spot> ofUri(long uriHash) {
        return part(uriHash).find(uriHash, 0, true);
    }

    @Nullable
    Spot of(long uriHash, int more, int id) {
        return part(uriHash).of(uriHash, more, id);
    }

    /** Adds one, or replaces that with its id. @return what it replaced, or null; itself if there is no room for its URI */
    @Nullable
    Spot put(Spot spot) {
        return part(spot.uriHash()).put(spot);
    }

    /** Changes one, if it is still where it was. */
    boolean move(Spot from, Spot to) {
        return part(from.uriHash()).move(from, to);
    }

    /** Removes what has these names. @return what it was, or null */
    @Nullable
    Spot remove(Spot spot) {
        return part(spot.uriHash()).remove(spot);
    }

    /** Forgets what stands in a segment. @return how much it was */
    int clear(int slot) {
        int gone = 0;
        for (Part part : parts) {
            gone += part.clear(slot);
        }
        return gone;
    }

    private Part part(long uriHash) {
        return parts[(int) (uriHash >>> 58)];
    }

    private final class Part {
        private long[] hashes = {};
        private long[] places = {}; // 0: nothing
        private int[] mores = {};
        private int[] ids = {};
        private int[] records = {};
        private byte[] heats = {};
        private int used;

        synchronized List<Spot> find(long hash, int more, boolean all) {
            List<Spot> found = new ArrayList<>(1);
            for (int i = first(hash); i >= 0 && places[i] != 0; i = next(i)) {
                if (hashes[i] == hash && (all || mores[i] == more)) {
                    if (!all && (heats[i] & HEAT_MAX) < HEAT_MAX) {
                        heats[i]++;
                    }
                    found.add(spot(i));
                }
            }
            return found;
        }

        synchronized int count(long hash, int more) {
            int n = 0;
            for (int i = first(hash); i >= 0 && places[i] != 0; i = next(i)) {
                n += hashes[i] == hash && mores[i] == more ? 1 : 0;
            }
            return n;
        }

        synchronized @Nullable Spot of(long hash, int more, int id) {
            int at = at(hash, more, id);
            return at < 0 ? null : spot(at);
        }

        private Spot spot(int i) {
            return new Spot(
                    hashes[i], mores[i], ids[i], places[i], records[i], heats[i] & HEAT_MAX, (heats[i] & STALE) != 0);
        }

        private int at(long hash, int more, int id) {
            for (int i = first(hash); i >= 0 && places[i] != 0; i = next(i)) {
                if (hashes[i] == hash && mores[i] == more && ids[i] == id) {
                    return i;
                }
            }
            return -1;
        }

        private int first(long hash) {
            return places.length == 0 ? -1 : (int) hash & (places.length - 1);
        }

        private int next(int i) {
            return (i + 1) & (places.length - 1);
        }

        synchronized @Nullable Spot put(Spot spot) {
            int at = at(spot.uriHash(), spot.more(), spot.id());
            if (at >= 0) {
                Spot before = spot(at);
                set(at, spot);
                return before;
            }
            if (places.length == 0 || used + 1 > places.length - places.length / 4) {
                grow();
            }
            int same = 0;
            int i = first(spot.uriHash());
            for (; places[i] != 0; i = next(i)) {
                same += hashes[i] == spot.uriHash() ? 1 : 0;
            }
            if (same >= SAME_URI_MAX) {
                return spot;
            }
            set(i, spot);
            used++;
            count.incrementAndGet();
            return null;
        }

        private void set(int i, Spot spot) {
            hashes[i] = spot.uriHash();
            places[i] = spot.place();
            mores[i] = spot.more();
            ids[i] = spot.id();
            records[i] = spot.record();
            heats[i] = (byte) (Math.min(HEAT_MAX, spot.heat()) | (spot.stale() ? STALE : 0));
        }

        private void grow() {
            long[] oldHashes = hashes;
            long[] oldPlaces = places;
            int[] oldMores = mores;
            int[] oldIds = ids;
            int[] oldRecords = records;
            byte[] oldHeats = heats;
            int size = Math.max(16, 2 * oldPlaces.length);
            hashes = new long[size];
            places = new long[size];
            mores = new int[size];
            ids = new int[size];
            records = new int[size];
            heats = new byte[size];
            for (int i = 0; i < oldPlaces.length; i++) {
                if (oldPlaces[i] != 0) {
                    int to = first(oldHashes[i]);
                    while (places[to] != 0) {
                        to = next(to);
                    }
                    hashes[to] = oldHashes[i];
                    places[to] = oldPlaces[i];
                    mores[to] = oldMores[i];
                    ids[to] = oldIds[i];
                    records[to] = oldRecords[i];
                    heats[to] = oldHeats[i];
                }
            }
        }

        synchronized boolean move(Spot from, Spot to) {
            int at = at(from.uriHash(), from.more(), from.id());
            if (at < 0 || places[at] != from.place()) {
                return false;
            }
            set(at, to);
            return true;
        }

        synchronized @Nullable Spot remove(Spot spot) {
            int at = at(spot.uriHash(), spot.more(), spot.id());
            if (at < 0) {
                return null;
            }
            Spot before = spot(at);
            close(at);
            used--;
            count.decrementAndGet();
            return before;
        }

        /** What stands behind a gap and would not be found over it moves into it. */
        private void close(int gap) {
            int i = next(gap);
            int hole = gap;
            while (places[i] != 0) {
                int home = first(hashes[i]);
                int mask = places.length - 1;
                if (((i - home) & mask) >= ((i - hole) & mask)) {
                    set(hole, spot(i));
                    hole = i;
                }
                i = next(i);
            }
            places[hole] = 0;
        }

        synchronized int clear(int slot) {
            int gone = 0;
            for (int i = 0; i < places.length; ) {
                if (places[i] != 0 && Place.slot(places[i]) == slot) {
                    close(i); // something else may stand here now
                    gone++;
                } else {
                    i++;
                }
            }
            used -= gone;
            count.addAndGet(-gone);
            return gone;
        }
    }
}
