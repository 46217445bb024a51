package io.telpher.cache.store.memory;

/**
 * Which entry must go: W-TinyLFU. What is new stands in a small window. What leaves that stays only if it was asked for more often of
 * late than what would go instead. Both are queues whose members get another turn if they were used meanwhile, so a use costs no
 * more than a bit. Needs the store's lock.
 */
final class Eviction {
    private static final int NONE = Entries.NONE;
    private static final int OUT = 0;
    private static final int WINDOW = 1;
    private static final int MAIN = 2;
    private static final int TURNS_MAX = 64;

    private final Entries entries;
    private final Sketch sketch;
    private final long windowMaxBytes;
    private final int[] oldest = {NONE, NONE, NONE};
    private final int[] newest = {NONE, NONE, NONE};
    private final long[] bytes = new long[MAIN + 1];
    private int contender = NONE; // leaves the window, against one of the main part after the other
    private long wonBytes;

    Eviction(Entries entries, Sketch sketch, long windowMaxBytes) {
        this.entries = entries;
        this.sketch = sketch;
        this.windowMaxBytes = windowMaxBytes;
    }

    /** A new entry. */
    void add(int entry) {
        append(entry, WINDOW);
    }

    /** A new entry that takes the place of another one. */
    void replace(int former, int entry) {
        int queue = entries.queue(former);
        remove(former);
        append(entry, queue);
    }

    /** It is gone. */
    void remove(int entry) {
        if (entries.queue(entry) != OUT) {
            unlink(entry);
            entries.queue(entry, OUT);
        }
        if (contender == entry) {
            contender = NONE;
        }
    }

    /** True if the window is too full, with so many bytes that are about to be in it. */
    boolean windowFull(long comingBytes) {
        return bytes[WINDOW] + comingBytes > windowMaxBytes && oldest[WINDOW] != NONE;
    }

    long windowMaxBytes() {
        return windowMaxBytes;
    }

    /** There is memory for all: the oldest of the window is one of the others now. */
    void promote() {
        int entry = oldest[WINDOW];
        remove(entry);
        append(entry, MAIN);
    }

    /** Who must go next, or {@link Entries#NONE} if there is nobody. */
    int next(long comingBytes) {
        if (windowFull(comingBytes)) {
            int candidate = candidate();
            int victim = victim();
            if (victim == NONE) {
                return candidate;
            }
            if (sketch.frequency(entries.hash(candidate)) <= sketch.frequency(entries.hash(victim))) {
                return candidate;
            }
            wonBytes += entries.charge(victim);
            if (wonBytes >= entries.charge(candidate)) {
                remove(candidate);
                append(candidate, MAIN);
            }
            return victim;
        }
        int victim = victim();
        return victim == NONE ? oldest[WINDOW] : victim;
    }

    /** True if what is asked for so often would stay rather than those who would have to go for it first. */
    boolean prefers(long hash) {
        int victim = victim();
        return victim == NONE || sketch.frequency(hash) > sketch.frequency(entries.hash(victim));
    }

    private int candidate() {
        if (contender == NONE) {
            contender = turned(WINDOW);
            wonBytes = 0;
        }
        return contender;
    }

    private int victim() {
        return oldest[MAIN] == NONE ? NONE : turned(MAIN);
    }

    /** The oldest that was not used since its last turn. */
    private int turned(int queue) {
        for (int turns = 0; turns < TURNS_MAX && wanted(oldest[queue]); turns++) {
            int entry = oldest[queue];
            unlink(entry);
            append(entry, queue);
        }
        return oldest[queue];
    }

    /** Who is just being used would give no memory back yet. */
    private boolean wanted(int entry) {
        return entries.forgetVisit(entry) || entries.used(entry);
    }

    // === queues ===

    private void append(int entry, int queue) {
        int last = newest[queue];
        entries.queue(entry, queue);
        entries.previousInQueue(entry, last);
        entries.nextInQueue(entry, NONE);
        if (last == NONE) {
            oldest[queue] = entry;
        } else {
            entries.nextInQueue(last, entry);
        }
        newest[queue] = entry;
        bytes[queue] += entries.charge(entry);
    }

    private void unlink(int entry) {
        int queue = entries.queue(entry);
        int before = entries.previousInQueue(entry);
        int after = entries.nextInQueue(entry);
        if (before == NONE) {
            oldest[queue] = after;
        } else {
            entries.nextInQueue(before, after);
        }
        if (after == NONE) {
            newest[queue] = before;
        } else {
            entries.previousInQueue(after, before);
        }
        bytes[queue] -= entries.charge(entry);
    }
}
