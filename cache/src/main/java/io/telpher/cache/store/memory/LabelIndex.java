package io.telpher.cache.store.memory;

import org.jspecify.annotations.Nullable;

/**
 * Finds entries by the hashes of their labels. A label of an entry is a node in two chains: those of the same label, and those of the
 * same entry. Needs the store's lock.
 */
final class LabelIndex {
    static final int NONE = Table.NONE;

    private static final int BYTES = 32;
    private static final int LABEL = 0;
    private static final int ENTRY = 8;
    private static final int NEXT = 12;
    private static final int PREVIOUS = 16;
    private static final int NEXT_OF_ENTRY = 20;

    private final Pages pages;
    private final Entries entries;
    private final Table nodes;
    private final int size;
    private @Nullable Ints heads; // only when there is a label

    LabelIndex(Pages pages, Entries entries, int size) {
        this.pages = pages;
        this.entries = entries;
        this.nodes = new Table(pages, BYTES, NEXT);
        this.size = size;
    }

    long bytes() {
        Ints known = heads;
        return nodes.bytes() + (known == null ? 0 : known.bytes());
    }

    /** @return false if there is no memory: then the entry has some of its labels, or none */
    boolean add(int entry, long[] labels) {
        for (long label : labels) {
            Ints chains = heads();
            int node = chains == null ? NONE : nodes.take();
            if (chains == null || node == NONE) {
                return false;
            }
            long at = nodes.at(node);
            pages.int64(at + LABEL, label);
            pages.int32(at + ENTRY, entry);
            pages.int32(at + NEXT_OF_ENTRY, entries.firstLabel(entry));
            entries.firstLabel(entry, node);
            int bucket = bucket(label);
            int first = chains.value(bucket);
            pages.int32(at + NEXT, first);
            pages.int32(at + PREVIOUS, ~bucket);
            if (first != NONE) {
                pages.int32(nodes.at(first) + PREVIOUS, node);
            }
            chains.set(bucket, node);
        }
        return true;
    }

    private @Nullable Ints heads() {
        if (heads == null) {
            try {
                heads = new Ints(pages, size);
            } catch (OutOfMemoryError none) {
                return null;
            }
        }
        return heads;
    }

    /** Forgets all labels of an entry. */
    void remove(int entry) {
        int node = entries.firstLabel(entry);
        while (node != NONE) {
            long at = nodes.at(node);
            int next = pages.int32(at + NEXT_OF_ENTRY);
            int after = pages.int32(at + NEXT);
            int before = pages.int32(at + PREVIOUS);
            if (after != NONE) {
                pages.int32(nodes.at(after) + PREVIOUS, before);
            }
            Ints chains = heads;
            if (before >= 0) {
                pages.int32(nodes.at(before) + NEXT, after);
            } else if (chains != null) {
                chains.set(~before, after);
            }
            nodes.give(node);
            node = next;
        }
        entries.firstLabel(entry, NONE);
    }

    private int bucket(long label) {
        return (int) label & (Math.max(size, 1 << 14) - 1);
    }

    // === finding ===

    /** The first node in the chain of a label, in which others may be as well. */
    int first(long label) {
        Ints chains = heads;
        return chains == null ? NONE : chains.value(bucket(label));
    }

    int next(int node) {
        return pages.int32(nodes.at(node) + NEXT);
    }

    boolean is(int node, long label) {
        return pages.int64(nodes.at(node) + LABEL) == label;
    }

    int entry(int node) {
        return pages.int32(nodes.at(node) + ENTRY);
    }
}
