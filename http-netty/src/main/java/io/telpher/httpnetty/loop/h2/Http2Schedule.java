package io.telpher.httpnetty.loop.h2;

import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection that have content to send and may, in the order of RFC 9218: the more urgent first; of
 * equals, those that are useless in part one after the other, then the incremental ones in turn.
 */
final class Http2Schedule {
    private static final int URGENCIES = 8;

    private final @Nullable Http2Sender[] first = new Http2Sender[URGENCIES];
    private final @Nullable Http2Sender[] last = new Http2Sender[URGENCIES];
    private int waiting; // a bit for each urgency at which somebody waits

    /** Who goes next, or null. */
    @Nullable
    Http2Sender first() {
        return waiting == 0 ? null : first[Integer.numberOfTrailingZeros(waiting)];
    }

    /** Adds a stream that is not in it. */
    void add(Http2Sender stream) {
        int at = stream.urgency();
        Http2Sender end = last[at];
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

    private static boolean before(Http2Sender one, Http2Sender other) {
        return !one.incremental() && one.id() < other.id();
    }

    private void insert(int at, Http2Sender stream) {
        Http2Sender previous = null;
        Http2Sender after = first[at];
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
    void remove(Http2Sender stream) {
        int at = stream.urgency();
        Http2Sender previous = null;
        Http2Sender candidate = first[at];
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
    private static boolean same(Http2Sender one, Http2Sender other) {
        return one == other;
    }

    /** The stream that went last lets the others go before it goes again. */
    void turn(Http2Sender stream) {
        if (stream.incremental() && stream.next != null) {
            remove(stream);
            add(stream);
        }
    }

    /** Does something with each, which must not change the order. */
    void forEach(java.util.function.Consumer<Http2Sender> action) {
        for (Http2Sender head : first) {
            for (Http2Sender stream = head; stream != null; stream = stream.next) {
                action.accept(stream);
            }
        }
    }
}
