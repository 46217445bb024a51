package io.telpher.cache.filter.growth;

import io.telpher.core.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Those who read a {@link Growth} now. Confined to its lock; who is to be woken is told, and woken without it. */
final class Readers {
    private final List<GrowthReader> all = new ArrayList<>(1);

    void add(GrowthReader reader) {
        all.add(reader);
    }

    void remove(GrowthReader reader) {
        all.remove(reader);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    int size() {
        return all.size();
    }

    /** Where the slowest is; beyond everything if there is none. */
    long slowest() {
        long slowest = Long.MAX_VALUE;
        for (GrowthReader reader : all) {
            slowest = Math.min(slowest, reader.at());
        }
        return slowest;
    }

    /**
     * Cuts those of the slowest who have read less than so much since this was last asked, if there are others, who wait for them.
     *
     * @return where they wait, if they do
     */
    List<Cell<Boolean>> cutSlowest(int bytes) {
        long slowest = slowest();
        List<GrowthReader> cut = all.stream()
                .filter(each -> each.at() <= slowest && each.sinceLast() < bytes)
                .toList();
        all.forEach(GrowthReader::mark);
        if (cut.size() == all.size()) {
            return List.of();
        }
        all.removeAll(cut);
        return hungry(cut.stream().map(GrowthReader::cut).toList());
    }

    /** Where those wait who have had all that came; not any more. */
    List<Cell<Boolean>> hungry() {
        return hungry(all);
    }

    private static List<Cell<Boolean>> hungry(List<GrowthReader> some) {
        return some.stream().map(GrowthReader::hungry).filter(Objects::nonNull).toList();
    }
}
