package io.telpher.httpnetty.loop;

import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection that have content to send and may, in the order of RFC 9218: the more urgent first; of
 * equals, those that are useless in part one after the other, then the incremental ones in turn.
 */
final class Http2Schedule {
    private static final int URGENCIES = 8;

    private final @Nullable Http2Stream[] first = new Http2Stream[URGENCIES];
    private final @Nullable Http2Stream[] last = new Http2Stream[URGENCIES];
    private int waiting; // a bit for each urgency at which somebody waits

    /** Who goes next, or null. */
    @Nullable
    Http2Stream first() {
        return waiting == 0 ? null : first[Integer.numberOfTrailingZeros(waiting)];
    }

    /** Adds a stream that is not in it. */
    void add(Http2Stream stream) {
        int at = stream.urgency();
        Http2Stream end = last[at];
        stream.scheduled = true;
        if (end == null) {
            first[at] = stream;
            last[at] = stream;
            waiting |= 1 << at;
        } else if (stream.incremental() || before(end, stream)) {
            end.next = stream;
            last[at] = stream;
        } else {
            insert(at, stream);
        }
    }

    private static boolean before(Http2Stream one, Http2Stream other) {
        return !one.incremental() && one.id() < other.id();
    }

    private void insert(int at, Http2Stream stream) {
        Http2Stream previous = null;
        Http2Stream after = first[at];
        while (after != null && before(after, stream)) {
            previous = after;
            after = after.next;
        }
        stream.next = after;
        if (previous == null) {
            first[at] = stream;
        } else {
            previous.next = stream;
        }
    }

    /** Takes a stream out that is in it. */
    void remove(Http2Stream stream) {
        int at = stream.urgency();
        Http2Stream previous = null;
        Http2Stream candidate = first[at];
        while (candidate != null && !same(candidate, stream)) {
            previous = candidate;
            candidate = candidate.next;
        }
        if (candidate == null) {
            return;
        }
        if (previous == null) {
            first[at] = stream.next;
        } else {
            previous.next = stream.next;
        }
        if (stream.next == null) {
            last[at] = previous;
        }
        if (first[at] == null) {
            waiting &= ~(1 << at);
        }
        stream.next = null;
        stream.scheduled = false;
    }

    @SuppressWarnings("ReferenceEquality") // streams are compared by identity
    private static boolean same(Http2Stream one, Http2Stream other) {
        return one == other;
    }

    /** The stream that went last lets the others go before it goes again. */
    void turn(Http2Stream stream) {
        if (stream.incremental() && stream.next != null) {
            remove(stream);
            add(stream);
        }
    }

    /** Does something with each, which must not change the order. */
    void forEach(java.util.function.Consumer<Http2Stream> action) {
        for (Http2Stream head : first) {
            for (Http2Stream stream = head; stream != null; stream = stream.next) {
                action.accept(stream);
            }
        }
    }
}
