package io.telpher.cache.store.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.rules.Sample;
import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Fill;
import io.telpher.cache.store.HeapStore;
import io.telpher.cache.store.Purge;
import io.telpher.cache.store.Store;
import io.telpher.cache.store.shared.ObjectEvents.What;
import io.telpher.core.SharedObjects;
import io.telpher.engines.redis.RedisEngine;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.testkit.Tool;
import io.telpher.testkit.server.RealRedis;
import io.telpher.testkit.time.Eventually;
import io.telpher.testkit.time.ManualTimers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that share a room of a real Redis below their memory. */
class SharedTiersTest extends RedisContract {
    private static final long HOUR = TimeUnit.HOURS.toMillis(1);

    private final ManualTimers timers = new ManualTimers();
    private final List<What> counted = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final LongSupplier clock = RedisRooms.clock(NOW);
    private String room;
    private SharedTiers other;

    private final ObjectEvents events = new ObjectEvents() {
        @Override
        public void count(What what) {
            counted.add(what);
        }

        @Override
        public void away(String why) {
            told.add("away");
        }

        @Override
        public void back() {
            told.add("back");
        }
    };

    private SharedTiers node(SharedObjects objects, LongSupplier millis) {
        ObjectStore far = in(objects, millis, timers, events);
        return new SharedTiers(new HeapStore(BYTES_MAX, ENTRY_BYTES_MAX), far, 200_000, millis, Runnable::run);
    }

    private SharedTiers node() throws Exception {
        return node(engine().objects(room, BYTES_MAX), clock);
    }

    @Override
    protected Store open() throws Exception {
        room = RedisRooms.name();
        return node();
    }

    @BeforeEach
    void openOther() throws Exception {
        other = node();
        counted.clear();
    }

    private static List<Entry> further(Store node, String target, String... fields) {
        return node.further(key(target), Sample.fields(fields));
    }

    private static String text(List<Entry> found) throws Exception {
        assertThat(found).hasSize(1);
        return text(found.getFirst().content());
    }

    @Test
    void whatOneStoredTheOtherFindsFurtherAwayAndThenHere() throws Exception {
        put("/a", "content", "etag", "\"1\"", "x-y", "z");
        assertThat(other.find(key("/a"))).isEmpty();

        List<Entry> found = further(other, "/a");

        assertThat(text(found)).isEqualTo("content");
        assertThat(found.getFirst().fields().value(FieldName.of("x-y"))).isEqualTo("z");
        assertThat(found.getFirst().meta().ageMillis(clock.getAsLong())).isLessThan(HOUR / 2);
        assertThat(text(other.find(key("/a")))).isEqualTo("content");
        assertThat(counted).contains(What.STORED, What.FOUND);
    }

    @Test
    void aVariantIsFoundByWhoItIsFor() throws Exception {
        for (String language : List.of("de", "en")) {
            HttpRequest request = Sample.get("/a", "accept-language", language);
            put(request, language.getBytes(UTF_8), "vary", "accept-language");
        }

        assertThat(text(further(other, "/a", "accept-language", "en"))).isEqualTo("en");
        assertThat(further(other, "/a", "accept-language", "fr")).isEmpty();
    }

    @Test
    void whatMemoryHasNoRoomForIsFoundElsewhere() throws Exception {
        put("/large", random(800_000));

        List<Entry> found = further(other, "/large");

        assertThat(found.getFirst().content().readAll(1 << 20)).isEqualTo(random(800_000));
        assertThat(other.find(key("/large"))).as("more than is brought here").isEmpty();
    }

    @Test
    void whatIsNotCompleteIsNowhere() throws Exception {
        Fill fill = begin("/a", 8);
        append(fill, "half");
        fill.close();

        assertThat(further(other, "/a")).isEmpty();
    }

    @Test
    void anUpdateIsSeenByAll() throws Exception {
        put("/a", "content", "etag", "\"1\"");
        Entry entry = one("/a");
        store.update(entry, stored("/a", 7, "etag", "\"1\"", "x-new", "yes", "cache-tag", "red"), store.moment());

        List<Entry> found = further(other, "/a");

        assertThat(found.getFirst().fields().value(FieldName.of("x-new"))).isEqualTo("yes");
        assertThat(text(found)).isEqualTo("content");
        assertThat(other.purge(new Purge(Purge.Scope.TAG, "red", false), NOW)).isEqualTo(1);
        assertThat(further(node(), "/a")).isEmpty();
    }

    @Test
    void whatIsRemovedIsGoneForAll() throws Exception {
        put("/a", "content");
        store.remove(one("/a"));

        assertThat(further(other, "/a")).isEmpty();
    }

    @Test
    void aPurgeOfOneIsForAllWhoLookThere() throws Exception {
        put("/x/1", "1", "cache-tag", "red");
        put("/x/2", "2", "cache-groups", "\"g\"");
        put("/y/3", "3");
        put("/y/4", "4");

        assertThat(other.purge(new Purge(Purge.Scope.TAG, "red", false), NOW)).isEqualTo(1);
        assertThat(other.purge(Purge.group("https://example.org g"), NOW)).isEqualTo(1);
        assertThat(other.purge(Purge.uri(key("/y/3").uri()), NOW)).isEqualTo(1);
        assertThat(further(node(), "/x/1")).isEmpty();
        assertThat(further(node(), "/x/2")).isEmpty();
        assertThat(further(node(), "/y/3")).isEmpty();
        assertThat(text(further(node(), "/y/4"))).isEqualTo("4");
        other.purge(new Purge(Purge.Scope.PREFIX, "https://example.org/y/", true), NOW);
        Entry stale = further(node(), "/y/4").getFirst();
        assertThat(stale.meta().fresh(clock.getAsLong())).isFalse();
        other.purge(new Purge(Purge.Scope.ALL, "", false), NOW);
        assertThat(further(node(), "/y/4")).isEmpty();
    }

    @Test
    void whatWasAskedForBeforeAnotherNodesPurgeIsNotPut() throws Exception {
        Fill fill = begin("/a", 3);
        append(fill, "old");
        other.purge(Purge.uri(key("/a").uri()), NOW);
        fill.complete(stored("/a", 3).meta(), Fields.EMPTY);
        fill.close();

        assertThat(further(other, "/a")).isEmpty();
        put("/a", "new");
        assertThat(text(further(other, "/a"))).isEqualTo("new");
    }

    @Test
    void aPurgeOfMoreThanASliceReachesAll() throws Exception {
        for (int i = 0; i < 1_200; i++) {
            put("/many/" + i, "x", "cache-tag", "many");
        }
        assertThat(other.purge(new Purge(Purge.Scope.TAG, "many", true), NOW)).isEqualTo(1_200);
        assertThat(other.purge(new Purge(Purge.Scope.PREFIX, "https://example.org/many/", false), NOW))
                .isEqualTo(1_200);
        assertThat(other.sharedNumbers().entries()).isZero();
        assertThat(other.sharedNumbers().bytes()).isZero();
    }

    @Test
    void anotherClockIsReckonedWith() throws Exception {
        LongSupplier ahead = RedisRooms.clock(NOW + 5 * HOUR);
        SharedTiers strange = node(engine().objects(room, BYTES_MAX), ahead);
        put("/a", "content"); // fresh for an hour

        Entry found = further(strange, "/a").getFirst();

        assertThat(found.meta().fresh(ahead.getAsLong())).isTrue();
        assertThat(found.meta().ageMillis(ahead.getAsLong())).isLessThan(HOUR / 2);
    }

    @Test
    void whatIsDamagedIsAMissAndGoes() throws Exception {
        put("/a", "content");
        String key = cli(room, "keys", "*" + room + "*:o:*");
        cli(room, "hset", key, "c", "CONTENT");

        assertThat(further(other, "/a")).isEmpty();
        assertThat(counted).contains(What.DAMAGED);
        assertThat(cli(room, "exists", key)).isEqualTo("0");
        put("/b", "content");
        cli(room, "hset", cli(room, "keys", "*" + room + "*:o:*"), "h", "something else");
        assertThat(further(other, "/b")).isEmpty();
    }

    @Test
    void aServerThatForgetsByItselfForgetsNoPurge() throws Exception {
        for (String part : List.of("n", "p", "i", "u", "e", "x", "l:t red")) {
            put("/" + part.charAt(0), "old", "cache-tag", "red");
            cli(room, "del", "{objects:" + room + "}:" + part);
            other.purge(new Purge(Purge.Scope.TAG, "red", false), NOW);
            assertThat(further(other, "/" + part.charAt(0))).as(part).isEmpty();
        }
        further(store, "/z");
        put("/z", "new");
        assertThat(text(further(other, "/z"))).isEqualTo("new");
    }

    @Test
    void whatLivedItsTimeGoesByItself() throws Exception {
        put("/a", "content", "cache-control", "max-age=60, must-revalidate");

        long left = Long.parseLong(cli(room, "pttl", cli(room, "keys", "*" + room + "*:o:*")));

        assertThat(left).isBetween(60_000L, 121_000L);
    }

    @Test
    void aServerThatIsAwayOrHangsIsAMissAndIsLeftAlone(@TempDir Path directory) throws Exception {
        try (RealRedis mine = RealRedis.start(directory);
                RedisEngine own = RedisRooms.engine(mine, Duration.ofMillis(200))) {
            SharedTiers node = node(own.objects(room, BYTES_MAX), clock);
            Tool.run("kill", "-STOP", Long.toString(mine.process().pid())).succeeded();
            assertThat(further(node, "/a")).isEmpty();
            assertThat(told).containsExactly("away");
            counted.clear();
            long before = System.nanoTime();
            for (int i = 0; i < 1_000; i++) {
                assertThat(further(node, "/a")).isEmpty();
            }
            assertThat(System.nanoTime() - before).as("nobody waits").isLessThan(TimeUnit.SECONDS.toNanos(100));
            assertThat(counted).hasSize(1_000).containsOnly(What.AWAY);
            assertThat(node.purge(new Purge(Purge.Scope.ALL, "", false), NOW)).isZero();

            Tool.run("kill", "-CONT", Long.toString(mine.process().pid())).succeeded();
            Eventually.see(
                    () -> {
                        timers.advance(Duration.ofSeconds(2));
                        further(node, "/a");
                        return told;
                    },
                    all -> all.size() == 2);
            mine.kill();
            assertThat(further(node, "/a")).isEmpty();
        }
    }

    @Test
    void aPurgeThatCouldNotBeToldIsToldBeforeAnythingIsUsed(@TempDir Path directory) throws Exception {
        try (RealRedis mine = RealRedis.start(directory);
                RedisEngine own = RedisRooms.engine(mine, Duration.ofMillis(200));
                RedisEngine others = RedisRooms.engine(mine, Duration.ofSeconds(30))) {
            SharedTiers node = node(own.objects(room, BYTES_MAX), clock);
            store = node(others.objects(room, BYTES_MAX), clock);
            put("/a", "old");
            put("/b", "other");
            Tool.run("kill", "-STOP", Long.toString(mine.process().pid())).succeeded();
            assertThat(node.purge(Purge.uri(key("/a").uri()), NOW)).isZero();
            Tool.run("kill", "-CONT", Long.toString(mine.process().pid())).succeeded();

            Eventually.see(
                    () -> {
                        timers.advance(Duration.ofSeconds(2));
                        return further(node, "/b");
                    },
                    found -> !found.isEmpty());
            assertThat(further(node, "/a")).isEmpty();
            assertThat(further(store, "/a")).isEmpty();
        }
    }
}
