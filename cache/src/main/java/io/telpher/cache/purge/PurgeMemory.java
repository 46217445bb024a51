package io.telpher.cache.purge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Up to where a node knows what was purged, and what it has to tell still: in a file, since what is on disk outlives the process. */
public final class PurgeMemory {
    private static final String FIRST = "telpher purges 1";

    private final Path file;

    /** In this file, which need not exist. */
    public PurgeMemory(Path file) {
        this.file = file;
    }

    /**
     * What a node knows.
     *
     * @param place in the log up to which all has gone that was purged, or null if it was never there
     * @param untrustedBefore what was stored until then may have been purged
     * @param stores those from which it has gone
     * @param pending purges that the others do not know of
     */
    record Known(@Nullable String place, long untrustedBefore, Set<String> stores, List<String> pending) {
        static final Known NOTHING = new Known(null, Trust.ALL, Set.of(), List.of());
    }

    /** Says of which stores it is known up to where they were purged: what they hold may be trusted once that is caught up with. */
    public void follow(CacheStores all) {
        all.follow(read().stores());
    }

    /** Nothing if it cannot be read: then nothing is trusted. */
    Known read() {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty() || !lines.getFirst().equals(FIRST) ? Known.NOTHING : parsed(lines);
        } catch (NoSuchFileException e) {
            return Known.NOTHING;
        } catch (IOException | NumberFormatException e) {
            return Known.NOTHING;
        }
    }

    private static Known parsed(List<String> lines) {
        String place = null;
        long before = Trust.ALL;
        Set<String> stores = new LinkedHashSet<>();
        List<String> pending = new ArrayList<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            String value = line.substring(space + 1);
            switch (space < 0 ? "" : line.substring(0, space)) {
                case "place" -> place = value;
                case "untrusted" -> before = Long.parseLong(value);
                case "store" -> stores.add(value);
                case "pending" -> pending.add(value);
                default -> {} // the first line, or what a newer version wrote
            }
        }
        return new Known(place, before, stores, pending);
    }

    /** Whole or not at all. */
    void write(Known known) throws IOException {
        StringBuilder text = new StringBuilder(FIRST).append('\n');
        if (known.place != null) {
            text.append("place ").append(known.place).append('\n');
        }
        text.append("untrusted ").append(known.untrustedBefore).append('\n');
        known.stores.forEach(each -> text.append("store ").append(each).append('\n'));
        known.pending.forEach(each -> text.append("pending ").append(each).append('\n'));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
