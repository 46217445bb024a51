package io.telpher.cache.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.store.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes that are killed, and a disk that is really full. Every content carries its name, version and checksum. */
@Tag("slow")
final class CrashTest {
    private static final int ROUNDS = 12;

    @TempDir
    Path folder;

    private final Map<String, Integer> stored = new HashMap<>();
    private final Map<String, Integer> gone = new HashMap<>();

    private DiskStore open() throws Exception {
        DiskStore store = DiskStore.of(DiskConfig.of(folder, 24 << 20, 3 << 20, new Random(1), () -> Long.MAX_VALUE));
        assertThat(store.ready()).isTrue();
        return store;
    }

    private void heard(String line) {
        String[] words = line.split(" ", -1);
        int version = Integer.parseInt(words[2]);
        switch (words[0]) {
            case "stored" -> stored.put(words[1], version);
            case "gone" -> gone.put(words[1], version);
            default -> {}
        }
    }

    @Test
    void whatKilledProcessesLeaveIsWholeAndNeverOlderThanPromised() throws Exception {
        int found = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            try (Victim victim = Victim.start(List.of(), folder.toString(), String.valueOf(round))) {
                int lines = new Random(round).nextInt(3_000);
                for (int i = 0; i < lines; i++) {
                    heard(victim.line());
                }
                victim.kill().forEach(this::heard);
            }
            DiskStore store = open();
            found += check(store);
            assertThat(store.numbers().troubles()).as("a kill is no trouble").isZero();
            store.close();
        }
        assertThat(found).isGreaterThan(ROUNDS * 20);
    }

    private int check(DiskStore store) {
        int found = 0;
        for (int i = 0; i < Victim.THREADS * Victim.NAMES; i++) {
            String name = "n" + i;
            Integer version = Shelf.version(store, name);
            if (version != null) {
                found++;
                assertThat(version).as("replaced").isGreaterThanOrEqualTo(stored.getOrDefault(name, 0));
                assertThat(version).as("purged").isGreaterThan(gone.getOrDefault(name, -1));
            }
        }
        return found;
    }

    @Test
    void aFolderThatAnotherProcessHasIsTakenOverWhenThatEnds() throws Exception {
        DiskStore store;
        try (Victim victim = Victim.start(List.of(), folder.toString(), "1")) {
            for (String line = victim.line(); !line.startsWith("stored"); ) {
                line = victim.line();
            }
            store = DiskStore.of(DiskConfig.of(folder, 24 << 20, 3 << 20, new Random(1), () -> Long.MAX_VALUE));
            assertThat(store.find(Shelf.key("n1"))).isEmpty();
            assertThat(Shelf.put(store, "n1", 1, 100)).isFalse();
            victim.kill().forEach(this::heard);
        }

        assertThat(store.ready()).isTrue();
        assertThat(check(store)).isPositive();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullDiskIsNoErrorOfAnybody(boolean cleans) throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        List<String> within = List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=8m tmpfs " + small + " && exec \"$@\"",
                "sh");
        Map<String, Integer> told = new HashMap<>();
        try (Victim victim = Victim.start(
                within,
                small.resolve("cache").toString(),
                "1",
                small.resolve("filler").toString(),
                String.valueOf(cleans))) {
            for (String line = victim.line(); line != null; line = victim.line()) {
                String[] words = line.split(" ", -1);
                told.put(words[0], Integer.parseInt(words[2]));
            }
            assertThat(victim.end()).isZero();
        }
        assertThat(told).containsKeys("full", "troubles", "kept");
        assertThat(told.get("troubles")).isPositive();
        assertThat(told.get("empty")).as("files that could not be begun").isZero();
        assertThat(told.get("kept")).isGreaterThan(300);
    }

    @Test
    void aClockThatWasSetMakesNothingFreshThatIsNot() throws Exception {
        DiskStore store = open();
        Shelf.put(store, "a", 1, 100); // for an hour from NOW on
        store.close();

        store = open();
        Entry entry = store.find(Shelf.key("a")).getFirst();
        assertThat(entry.meta().fresh(Shelf.NOW + 1_000)).isTrue();
        assertThat(entry.meta().fresh(Shelf.NOW - 86_400_000L)).as("set back").isFalse();
        assertThat(entry.meta().fresh(Shelf.NOW + 86_400_000L))
                .as("set forward")
                .isFalse();
        entry.letGo();
        store.close();
    }

    @Test
    void whatAClockStoredThatWasAheadIsNotFreshWhenOursHasComeToThatTime() throws Exception {
        DiskStore store = open();
        Shelf.put(store, "a", 1, 100, "etag", "\"1\""); // for an hour from NOW on, says another clock
        store.close();

        store = DiskStore.of(DiskConfig.of(folder, 24 << 20, 3 << 20, new Random(1), () -> Shelf.NOW - 1_800_000));
        assertThat(store.ready()).isTrue();
        Entry old = store.find(Shelf.key("a")).getFirst();
        Shelf.put(store, "b", 1, 100);
        Entry mine = store.find(Shelf.key("b")).getFirst();

        assertThat(old.meta().fresh(Shelf.NOW + 1_000)).isFalse();
        assertThat(old.meta().hasValidator()).isTrue();
        assertThat(mine.meta().fresh(Shelf.NOW + 1_000)).isTrue();
        old.letGo();
        mine.letGo();
        store.close();
    }
}
