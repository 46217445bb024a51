package io.telpher.cache.store.disk;

import io.telpher.cache.store.Entry;
import java.util.List;
import java.util.function.Consumer;

/** Of two entries with one key and an equal variant the later counts: a process ended before it had removed the other. */
final class Same {
    private Same() {}

    static void add(DiskEntry entry, List<Entry> found, Consumer<Entry> remove) {
        for (int i = 0; i < found.size(); i++) {
            DiskEntry other = (DiskEntry) found.get(i);
            if (other.meta().variant().equals(entry.meta().variant())) {
                boolean later = entry.head().id() > other.head().id();
                DiskEntry loser = later ? other : entry;
                if (later) {
                    found.set(i, entry);
                }
                remove.accept(loser);
                loser.letGo();
                return;
            }
        }
        found.add(entry);
    }
}
