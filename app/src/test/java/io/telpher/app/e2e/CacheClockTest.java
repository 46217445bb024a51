package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.HttpDate;
import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawOrigin;
import io.telpher.testkit.time.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process whose wall clock is set while it serves, or was wrong before, by libfaketime, with real curl and an origin that counts. */
@Tag("slow")
class CacheClockTest {
    private static final int HOUR = 3_600;
    private static final long BRIEF_NANOS = TimeUnit.SECONDS.toNanos(2);

    @TempDir
    private Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean dates = true;
    private RawOrigin origin;

    @BeforeEach
    void start() throws Exception {
        origin = RawOrigin.requests((request, connection) -> {
            String date = dates ? "Date: " + HttpDate.text(Instant.now().getEpochSecond()) + "\r\n" : "";
            String age = request.startLine().contains("/brief") ? "2" : "600";
            String head = date + "Cache-Control: max-age=" + age + "\r\nETag: \"1\"\r\n";
            if (request.has("if-none-match")) {
                connection.send("HTTP/1.1 304 Not Modified\r\n" + head + "\r\n");
            } else {
                String content = "answer " + asked.incrementAndGet();
                connection.send(
                        "HTTP/1.1 200 OK\r\n" + head + "Content-Length: " + content.length() + "\r\n\r\n" + content);
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        origin.close();
    }

    /** Sets the wall clocks of all processes that are or will be, so far from the right time. */
    private Path clock(int seconds) throws IOException {
        Path next = Files.writeString(folder.resolve("clock.next"), (seconds < 0 ? "" : "+") + seconds + "\n");
        return Files.move(
                next, folder.resolve("clock"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private TelpherProcess telpher(String name, int clockSeconds) throws Exception {
        List<String> wrapper = List.of(
                "env",
                "LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1", // Debian's package faketime
                "FAKETIME_TIMESTAMP_FILE=" + clock(clockSeconds),
                "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                "FAKETIME_FORCE_MONOTONIC_FIX=0"); // else timed waits of the JVM return at once
        TelpherProcess telpher = TelpherProcess.start(wrapper, folder, name, """
                listeners: [{http: PORT}]
                upstreams:
                  origin: {endpoints: [ORIGIN]}
                caches:
                  default: {memory: 1MiB, disk: {path: FOLDER, size: 64MiB}}
                routes:
                  - match: {path: /**}
                    cache: {}
                    to: origin
                """.replace("ORIGIN", origin.address())
                .replace("FOLDER", folder.resolve("cache").toString()));
        awaitClock(telpher, clockSeconds);
        return telpher;
    }

    /** Until what Telpher itself answers has the date that its clock should show. */
    private static void awaitClock(TelpherProcess telpher, int seconds) throws Exception {
        Eventually.see(
                () -> {
                    Long date = HttpDate.seconds(ask(telpher, "/none", "-H", "Cache-Control: only-if-cached")
                            .field("date"));
                    return date == null ? 0 : date - Instant.now().getEpochSecond();
                },
                ahead -> Math.abs(ahead - seconds) < HOUR / 2);
    }

    /** What curl got. */
    private record Answer(String all) {
        String field(String name) {
            return all.lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }

        boolean isHit() {
            return field("cache-status").contains("; hit");
        }

        String content() {
            return all.substring(all.indexOf("\r\n\r\n") + 4);
        }

        void isYoung() {
            assertThat(isHit()).as(all).isTrue();
            assertThat(Integer.parseInt(field("age"))).isLessThan(HOUR / 12);
        }
    }

    private static Answer ask(TelpherProcess telpher, String path, String... more) throws Exception {
        String[] words = new String[more.length + 6];
        System.arraycopy(more, 0, words, 6, more.length);
        System.arraycopy(
                new String[] {"curl", "-sSi", "--max-time", "60", "-HHost: a.example", telpher.url(path)},
                0,
                words,
                0,
                6);
        return new Answer(Tool.run(words).succeeded().out());
    }

    @ParameterizedTest
    @ValueSource(ints = {-HOUR, HOUR})
    void aClockThatIsSetMakesNothingStaleFreshAndNothingFreshStale(int seconds) throws Exception {
        try (TelpherProcess telpher = telpher("one", 0)) {
            ask(telpher, "/fresh");
            String old = ask(telpher, "/brief").content();
            long cameNanos = System.nanoTime();
            clock(seconds);
            awaitClock(telpher, seconds);

            ask(telpher, "/fresh").isYoung();
            Eventually.see(
                    () -> {
                        long beganNanos = System.nanoTime();
                        Answer answer = ask(telpher, "/brief");
                        assertThat(answer.content()).isEqualTo(old);
                        assertThat(!answer.isHit() || beganNanos - cameNanos < BRIEF_NANOS)
                                .as("not beyond its time: " + answer)
                                .isTrue();
                        return answer.isHit();
                    },
                    hit -> !hit);
            assertThat(ask(telpher, "/later").isHit()).isFalse();
            ask(telpher, "/later").isYoung();
            clock(0);
            awaitClock(telpher, 0);
            ask(telpher, "/later").isYoung();
            ask(telpher, "/fresh").isYoung();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-HOUR, HOUR})
    void whatWasStoredByAWrongClockIsValidatedWhenItIsRight(int seconds) throws Exception {
        dates = false; // the origin's would tell how wrong it is
        try (TelpherProcess telpher = telpher("wrong", seconds)) {
            ask(telpher, "/fresh");
            ask(telpher, "/fresh").isYoung();
        }
        try (TelpherProcess telpher = telpher("right", 0)) {
            assertThat(ask(telpher, "/fresh").field("cache-status")).startsWith("telpher; fwd=stale; fwd-status=304");
        }
        assertThat(asked).hasValue(1);
    }
}
