package io.telpher.cache.purge;

import io.telpher.cache.store.Purge;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last purges, by what they name, for those who fetch together: two nodes share what they fetch of a URI only if the last
 * purge that both know of is the same. URIs share {@value #PLACES} places by their paths; whatever else is purged has one
 * place for all. Safe for several threads.
 */
final class PurgePoints {
    private static final int PLACES = 1_024;

    /** Where everything is that is no URI. */
    private static final int REST = PLACES;

    private final AtomicReferenceArray<@Nullable Told> told = new AtomicReferenceArray<>(PLACES + 1);
    private final AtomicReferenceArray<@Nullable Own> own = new AtomicReferenceArray<>(PLACES + 1);
    private final AtomicLong tickets = new AtomicLong();

    /** One that all nodes know by its place in their log. */
    private record Told(String place, long millis) {}

    /** One of this node's that it has not found in the log yet. */
    private record Own(long ticket, long millis) {}

    /** This node is about to purge. @return a number by which it will know its purge when it reads of it */
    long purging(Purge what, long nowMillis) {
        long ticket = tickets.incrementAndGet();
        own.set(index(what), new Own(ticket, nowMillis));
        return ticket;
    }

    /** A purge is read in the log, and has not been done yet unless it is our own. */
    void read(Purge what, String place, long nowMillis) {
        told.set(index(what), new Told(place, nowMillis));
    }

    /** What was read is our own. To be said after {@link #read}. */
    void back(Purge what, long ticket) {
        int index = index(what);
        Own last = own.get(index);
        if (last != null && last.ticket == ticket) {
            own.compareAndSet(index, last, null);
        }
    }

    /** All that is not in the log any more up to this place may have been of anything. */
    void skipped(String place, long nowMillis) {
        told.set(REST, new Told(place, nowMillis));
    }

    /** {@link Changes#since} */
    @Nullable
    String since(String uri, long nowMillis, long withinMillis) {
        int index = index(uri);
        long after = nowMillis - withinMillis;
        if (hasOwn(index, after) || hasOwn(REST, after)) {
            return null;
        }
        long settles = nowMillis - Settling.MILLIS;
        boolean settled = last(index, settles).isEmpty() && last(REST, settles).isEmpty();
        return last(index, after) + ' ' + last(REST, after) + (settled ? "" : " settling");
    }

    private boolean hasOwn(int index, long after) {
        Own last = own.get(index);
        return last != null && last.millis >= after;
    }

    private String last(int index, long after) {
        Told last = told.get(index);
        return last == null || last.millis < after ? "" : last.place;
    }

    private static int index(Purge what) {
        return what.scope() == Purge.Scope.URI ? index(what.name()) : REST;
    }

    /** Queries are spelled in several ways. The same on all nodes. */
    private static int index(String uri) {
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        return Math.floorMod(path.hashCode() * 0x9e3779b1, PLACES);
    }
}
