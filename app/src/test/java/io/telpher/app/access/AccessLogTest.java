package io.telpher.app.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
    /** A clock that stands still and whose timers never come. */
    private static final Timers STILL = new Timers() {
        @Override
        public Subscription after(long delayNanos, Runnable task) {
            return () -> {};
        }

        @Override
        public long nanos() {
            return Ends.BEGAN;
        }
    };

    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));

    private final Metrics metrics = new Metrics();
    private final StringBuilder written = new StringBuilder();
    private boolean full;

    @TempDir
    Path state;

    private final Output memory = new Output() {
        @Override
        public void write(byte[] bytes, int length) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            written.append(new String(bytes, 0, length, StandardCharsets.US_ASCII));
        }

        @Override
        public void close() {}
    };

    private AccessLog inMemory() {
        return new AccessLog(new JsonLine(), memory, new Waiter(STILL), NOON, metrics);
    }

    private AccessLog inFile(String to) {
        AccessLogConfig config = new AccessLogConfig(AccessLogConfig.Format.JSON, to);
        return new AccessLog(config, state, new Waiter(STILL), NOON, metrics);
    }

    private long dropped() {
        return metrics.counters().get("telpher_access_log_dropped_total").with().value();
    }

    @Test
    void closing_writes_every_line_that_was_logged() throws Exception {
        AccessLog log = inFile("access.log");
        log.start();
        for (int i = 0; i < 1_000; i++) {
            log.accept(Ends.ended("/" + i, null));
        }
        log.close();

        assertThat(Files.readAllLines(state.resolve("access.log")))
                .hasSize(1_000)
                .first()
                .asString()
                .startsWith("{\"time\":\"2026-11-22T12:00:00.002Z\"");
        assertThat(dropped()).isZero();
    }

    @Test
    void a_new_file_is_for_its_owner_alone_and_one_that_is_there_stays_as_it_is() throws Exception {
        Path own = Files.writeString(state.resolve("own.log"), "");
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-r-----"));
        for (String name : List.of("new.log", "own.log")) {
            AccessLog log = inFile(name);
            log.start();
            log.accept(Ends.ended("/", null));
            log.close();
        }
        assertThat(permissions("new.log")).isEqualTo("rw-------");
        assertThat(permissions("own.log")).isEqualTo("rw-r-----");
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(name)));
    }

    @Test
    void lines_of_one_thread_keep_their_order_across_blocks() {
        AccessLog log = inMemory();
        for (int i = 0; i < 5_000; i++) {
            log.accept(Ends.ended("/" + i, null));
        }
        log.writeAll();

        String[] lines = written.toString().split("\n");
        assertThat(lines).hasSize(5_000);
        for (int i = 0; i < lines.length; i++) {
            assertThat(lines[i]).contains("\"path\":\"/" + i + "\"");
        }
    }

    @Test
    void when_nobody_writes_lines_beyond_the_bound_are_dropped_and_counted() {
        AccessLog log = inMemory();
        int logged = 0;
        while (dropped() == 0) {
            log.accept(Ends.ended("/" + "x".repeat(2_000), null));
            logged++;
        }
        log.accept(Ends.ended("/one-more", null));
        log.writeAll();

        assertThat(dropped()).isEqualTo(2);
        assertThat(written.length()).isLessThanOrEqualTo(Lanes.BLOCKS_MAX * Bytes.SIZE);
        assertThat(written.toString().lines()).hasSize(logged - 1);
    }

    @Test
    void after_a_time_of_dropping_it_writes_again() {
        AccessLog log = inMemory();
        while (dropped() == 0) {
            log.accept(Ends.ended("/" + "x".repeat(2_000), null));
        }
        log.writeAll();
        written.setLength(0);

        log.accept(Ends.ended("/again", null));
        log.writeAll();

        assertThat(written).contains("/again");
    }

    @Test
    void lines_that_a_full_disk_refuses_are_counted_as_dropped() {
        AccessLog log = inMemory();
        full = true;
        log.accept(Ends.ended("/a", null));
        log.accept(Ends.ended("/b", null));
        log.writeAll();
        full = false;
        log.accept(Ends.ended("/c", null));
        log.writeAll();

        assertThat(dropped()).isEqualTo(2);
        assertThat(written.toString().lines()).singleElement().asString().contains("/c");
    }

    @Test
    void a_file_that_was_moved_away_is_opened_anew() throws Exception {
        AccessLog log = inFile("access.log");
        Path file = state.resolve("access.log");
        log.accept(Ends.ended("/before", null));
        log.writeAll();
        Files.move(file, state.resolve("access.log.1"));
        log.reopen();
        log.accept(Ends.ended("/after", null));
        log.writeAll();

        assertThat(Files.readString(state.resolve("access.log.1")))
                .contains("/before")
                .doesNotContain("/after");
        assertThat(Files.readString(file)).contains("/after");
    }

    @Test
    void a_file_that_cannot_be_written_fails_the_start() {
        assertThatThrownBy(() -> inFile("missing/access.log").start()).isInstanceOf(IOException.class);
    }

    @Test
    void threads_do_not_mix_their_lines() throws Exception {
        AccessLog log = inFile("access.log");
        log.start();
        Thread[] threads = new Thread[8];
        for (int t = 0; t < threads.length; t++) {
            String path = "/" + ("" + t).repeat(40);
            threads[t] = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 500; i++) {
                    log.accept(Ends.ended(path, null));
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        log.close();

        assertThat(Files.readAllLines(state.resolve("access.log")))
                .hasSize(4_000)
                .allMatch(line -> line.matches("\\{\"time\".*\"path\":\"/(\\d)\\1{39}\".*}"));
    }
}
