package io.telpher.cache.store.disk;

import org.jspecify.annotations.Nullable;

/** What was read at a spot: a head and, if it stands right behind, all of the content. */
final class Found {
    private final Head head;
    private final byte @Nullable [] content;
    private final Spot spot;

    Found(Head head, byte @Nullable [] content, Spot spot) {
        this.head = head;
        this.content = content;
        this.spot = spot;
    }

    Head head() {
        return head;
    }

    /** All of it, checked; null if it stands elsewhere. */
    byte @Nullable [] content() {
        return content;
    }

    Spot spot() {
        return spot;
    }
}
