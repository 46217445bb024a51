package io.telpher.cache.purge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.purge.Purging.Reach;
import io.telpher.cache.store.HeapStore;
import io.telpher.core.MemoryStore;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that purge together, in virtual time: turns are taken when the test says so. */
class SharedPurgesTest {
    private static final long LEASE = TimeUnit.DAYS.toNanos(30);

    @TempDir
    private Path folder;

    private final ManualTimers timers = new ManualTimers();
    private final MemoryStore shared = new MemoryStore(timers);

    private String first = "";

    private Node node(String name) {
        return new Node(name, shared, timers, folder, Node.heap(), false);
    }

    /** A node that follows the log already and has stored something since. */
    private Node following(String name, boolean serves) throws Exception {
        Node node = new Node(name, shared, timers, folder, Node.heap(), serves);
        node.purges.turn();
        timers.advance(Duration.ofMillis(1));
        node.put("/a");
        node.put("/b");
        return node;
    }

    @Test
    void whatOnePurgesGoesFromAll() throws Exception {
        Node one = following("one", false);
        Node other = following("other", false);

        assertThat(one.purge("/a")).isEqualTo(new Purging.Purged(1, Reach.EVERYWHERE, Purging.Shared.NONE));
        assertThat(other.state("/a")).isEqualTo("fresh");
        other.purges.turn();

        assertThat(other.state("/a")).isEqualTo("gone");
        assertThat(other.state("/b")).isEqualTo("fresh");
        assertThat(other.told).contains("came https://example.org/a 1");
    }

    /** What a request changes on a node, whose turn comes on another thread. */
    private static void change(Node node, String target) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = threads.submit(() -> {
                node.change(target);
                return true;
            });
            Eventually.see(node.purges::pending, waiting -> waiting > 0);
            assertThat(done.isDone()).as("it waits until others can know of it").isFalse();
            node.purges.turn();
            done.get(20, TimeUnit.SECONDS);
        }
    }

    private int logged() throws Exception {
        return shared.after(SharedPurges.LOG, first, 10_000, LEASE).size();
    }

    @Test
    void whatARequestChangesGoesFromAllAndNobodyTellsItAgain() throws Exception {
        Node one = following("one", false);
        Node other = following("other", false);
        first = shared.last(SharedPurges.LOG);
        change(one, "/a");
        other.purges.turn();

        assertThat(one.state("/a")).isEqualTo("gone");
        assertThat(other.state("/a")).isEqualTo("gone");
        assertThat(other.state("/b")).isEqualTo("fresh");
        assertThat(other.told).contains("changed https://example.org/a 1");
        for (int i = 0; i < 3; i++) {
            one.purges.turn();
            other.purges.turn();
        }
        assertThat(logged()).isEqualTo(1);
        assertThat(one.told).noneMatch(told -> told.startsWith("changed"));
        one.put("/a");
        one.purges.turn();
        assertThat(one.state("/a")).as("stored after it").isEqualTo("fresh");
    }

    @Test
    void whatARequestChangesWhileTheSharedStoreIsAwayIsToldLater() throws Exception {
        Node one = following("one", false);
        Node other = following("other", false);
        one.cut = true;
        one.purges.turn(); // finds out
        one.change("/a"); // and so waits for nothing

        assertThat(one.state("/a")).isEqualTo("gone");
        one.purges.close();
        Node next = node("one");
        next.purges.turn();
        other.purges.turn();
        assertThat(other.state("/a")).isEqualTo("gone");
    }

    @Test
    void manyChangesAreFewEntriesOfTheLog() throws Exception {
        Node one = following("one", false);
        Node other = following("other", false);
        first = shared.last(SharedPurges.LOG);
        one.cut = true;
        one.purges.turn();
        for (int i = 0; i < 250; i++) {
            one.change("/" + i);
        }
        one.change("/a");
        one.cut = false;
        one.purges.turn();
        other.purges.turn();

        assertThat(logged()).isEqualTo(3);
        assertThat(other.state("/a")).isEqualTo("gone");
        assertThat(other.state("/b")).isEqualTo("fresh");
    }

    @Test
    void nodesFetchTogetherOnlyWhatBothKnowTheSamePurgesOf() throws Exception {
        Node one = following("one", false);
        Node other = following("other", false);
        other.purges.turn();
        String uri = "https://example.org/a";
        long within = TimeUnit.SECONDS.toNanos(10);
        timers.advanceNanos(within); // what they did not know when they began is of no matter any more
        one.purges.turn();
        other.purges.turn();
        timers.advance(Duration.ofMillis(1));
        String before = one.stores.since(uri, within);
        assertThat(before).isNotNull().isEqualTo(other.stores.since(uri, within));

        one.purge("/a");
        assertThat(one.stores.since(uri, within)).isNotNull().isNotEqualTo(before);
        assertThat(other.stores.since(uri, within)).isEqualTo(before);
        other.purges.turn();
        assertThat(other.stores.since(uri, within)).isEqualTo(one.stores.since(uri, within));
        assertThat(other.stores.since("https://example.org/b", within)).isEqualTo(before);

        timers.advanceNanos(SharedPurges.DOUBT_NANOS + 1_000_000);
        assertThat(one.stores.since(uri, within)).as("in doubt").isNull();
    }

    @Test
    void aPurgeOfOursIsDoneAgainWhenOthersCanKnowOfIt() throws Exception {
        Node one = following("one", false);
        one.cut = true;
        one.purge("/a");
        one.put("/a"); // from a cache nearer to the origin, which has not done it
        one.cut = false;
        one.purges.turn();

        assertThat(one.state("/a")).isEqualTo("gone");
        one.put("/a");
        one.purges.turn();
        assertThat(one.state("/a")).isEqualTo("fresh");
    }

    @Test
    void whatIsStoredAfterAPurgeOfOursStays() throws Exception {
        Node one = following("one", false);
        one.purge("/a");
        one.put("/a");
        one.purges.turn();
        assertThat(one.state("/a")).isEqualTo("fresh");
    }

    @Test
    void aNodeThatHasNotLookedForASecondTrustsNothingUntilItHas() throws Exception {
        for (boolean serves : new boolean[] {true, false}) {
            Node one = following("one" + serves, false);
            Node paused = following("paused" + serves, serves);
            one.purge("/a");
            timers.advanceNanos(SharedPurges.DOUBT_NANOS - 1_000_000);
            assertThat(paused.state("/a")).as("within the second").isEqualTo("fresh");
            timers.advance(Duration.ofMillis(2));

            assertThat(paused.state("/a")).isEqualTo("doubtful");
            assertThat(paused.state("/b")).isEqualTo("doubtful");
            assertThat(paused.purges.doubts()).isTrue();
            paused.purges.turn();

            assertThat(paused.state("/a")).isEqualTo("gone");
            assertThat(paused.state("/b")).isEqualTo("fresh");
        }
    }

    @Test
    void withoutTheSharedStoreAPurgeActsHereAndIsSentLater() throws Exception {
        Node one = following("one", false);
        Node other = following("other", false);
        one.cut = true;

        assertThat(one.purge("/a")).isEqualTo(new Purging.Purged(1, Reach.LATER, Purging.Shared.NONE));
        assertThat(one.state("/a")).isEqualTo("gone");
        assertThat(one.purges.pending()).isEqualTo(1);
        other.purges.turn();
        assertThat(other.state("/a")).isEqualTo("fresh");

        one.cut = false;
        one.purges.turn();
        assertThat(one.purges.pending()).isZero();
        other.purges.turn();
        assertThat(other.state("/a")).isEqualTo("gone");
        assertThat(one.told).contains("sent 1");
    }

    @Test
    void whatWaitsToBeSentOutlivesTheProcess() throws Exception {
        Node one = following("one", false);
        Node other = following("other", false);
        one.cut = true;
        one.purge("/a");

        Node next = node("one"); // the one before was killed
        assertThat(next.purges.pending()).isEqualTo(1);
        next.purges.turn();
        other.purges.turn();
        assertThat(other.state("/a")).isEqualTo("gone");
    }

    @Test
    void tooManyThatWaitBecomeOneOfEverything() throws Exception {
        Node one = following("one", false);
        Node other = following("other", false);
        one.cut = true;
        for (int i = 0; i <= SharedPurges.PENDING_MAX; i++) {
            one.purge("/many/" + i);
        }
        assertThat(one.purges.pending()).isEqualTo(1);
        one.cut = false;
        one.purges.turn();
        other.purges.turn();
        assertThat(other.state("/a")).isEqualTo("gone");
    }

    @Test
    void inDoubtANodeValidatesWhatItHasOrServesItAsItIsTold() throws Exception {
        Node careful = following("careful", false);
        Node bold = following("bold", true);
        for (Node each : new Node[] {careful, bold}) {
            each.cut = true;
            each.purges.turn();
            assertThat(each.told).doesNotContain("doubt");
        }
        for (int i = 0; i < 5; i++) {
            timers.advance(Duration.ofMillis(500));
            careful.purges.turn();
            bold.purges.turn();
        }
        assertThat(careful.state("/a")).isEqualTo("doubtful");
        assertThat(bold.state("/a")).isEqualTo("fresh");
        for (Node each : new Node[] {careful, bold}) {
            assertThat(each.told).containsOnlyOnce("doubt");
            each.cut = false;
            each.purges.turn();
            assertThat(each.state("/a")).isEqualTo("fresh");
            assertThat(each.told).containsOnlyOnce("sure");
        }
    }

    @Test
    void aNodeThatComesBackCatchesUpBeforeItUsesWhatItHeld() throws Exception {
        Node one = following("one", false);
        HeapStore disk = Node.heap();
        Node killed = new Node("killed", shared, timers, folder, disk, false);
        killed.purges.turn();
        timers.advance(Duration.ofMillis(1));
        killed.put("/a");
        killed.put("/b");
        one.purge("/a");

        timers.advance(Duration.ofHours(3));
        Node back = new Node("killed", shared, timers, folder, disk, false);
        assertThat(back.state("/a")).isEqualTo("doubtful");
        back.purges.turn();
        assertThat(back.state("/a")).isEqualTo("gone");
        assertThat(back.state("/b")).isEqualTo("fresh");
        assertThat(back.told).doesNotContain("missed");
    }

    @Test
    void aLogThatDoesNotReachBackMakesAllThatWasHeldDoubtful() throws Exception {
        HeapStore disk = Node.heap();
        Node away = new Node("away", shared, timers, folder, disk, true);
        away.purges.turn();
        timers.advance(Duration.ofMillis(1));
        away.put("/a");
        for (int i = 0; i <= SharedPurges.KEPT; i++) {
            shared.append(SharedPurges.LOG, "1 x/1 hard uri /z".getBytes(UTF_8), SharedPurges.KEPT, LEASE);
        }
        away.purges.turn();
        timers.advance(Duration.ofMillis(1));
        away.put("/b");

        assertThat(away.told).filteredOn("missed"::equals).hasSize(2); // at its very beginning, and now
        assertThat(away.state("/a")).isEqualTo("doubtful");
        assertThat(away.state("/b")).isEqualTo("fresh");

        Node back = new Node("away", shared, timers, folder, disk, true);
        back.purges.turn();
        assertThat(back.state("/a")).as("the next process knows of it").isEqualTo("doubtful");
        assertThat(back.state("/b")).isEqualTo("fresh");
    }

    @Test
    void aSharedStoreThatLostTheLogMakesAllThatWasHeldDoubtful() throws Exception {
        Node one = following("one", false);
        timers.advance(Duration.ofDays(31)); // longer than the lease: as a Redis that came back empty
        one.purges.turn();
        timers.advance(Duration.ofMillis(1));
        one.put("/c");
        assertThat(one.state("/a")).isEqualTo("doubtful");
        assertThat(one.state("/c")).isEqualTo("fresh");
    }

    @Test
    void whatAStoreHeldThatNobodyToldOfPurgesIsDoubtful() throws Exception {
        Node one = following("one", false);
        HeapStore old = Node.heap();
        Node writer = new Node("writer", shared, timers, folder, old, false);
        writer.put("/old");
        var added = one.stores.add("another", old);
        var key = io.telpher.cache.key.KeyRules.PLAIN.key(io.telpher.cache.rules.Sample.get("/old"));
        assertThat(added.find(key).getFirst().meta().fresh(one.millis())).isFalse();
        assertThat(old.find(key).getFirst().meta().fresh(one.millis())).isTrue();
    }

    @Test
    void whatNobodyUnderstandsPurgesEverything() throws Exception {
        Node one = following("one", false);
        shared.append(SharedPurges.LOG, "9 of a newer version".getBytes(UTF_8), SharedPurges.KEPT, LEASE);
        one.purges.turn();
        assertThat(one.state("/a")).isEqualTo("gone");
    }

    @Test
    void moreThanABatchIsReadInOneTurn() throws Exception {
        Node one = following("one", false);
        for (int i = 0; i < 2_500; i++) {
            shared.append(SharedPurges.LOG, "1 x/1 hard uri /z".getBytes(UTF_8), SharedPurges.KEPT, LEASE);
        }
        shared.append(
                SharedPurges.LOG, "1 x/1 hard uri https://example.org/a".getBytes(UTF_8), SharedPurges.KEPT, LEASE);
        one.purges.turn();
        assertThat(one.state("/a")).isEqualTo("gone");
        assertThat(one.state("/b")).isEqualTo("fresh");
    }

    @Test
    void whoIsToldLooksAtOnce() throws Exception {
        Node one = following("one", false);
        Node other = following("other", false);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            other.purges.start(threads);
            Eventually.see(
                    timers::pending, count -> count > 0); // it waits for the time to look again, which stands still
            one.purge("/a");
            Eventually.see(() -> other.state("/a"), "gone"::equals);
            other.purges.close();
        }
    }

    @Test
    void whatCannotBeWrittenIsSaid() throws Exception {
        Node one = new Node("none/such", shared, timers, folder, Node.heap(), false);
        one.purges.turn();
        assertThat(one.told).anyMatch(each -> each.startsWith("unwritten"));
    }
}
