package io.telpher.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.testkit.Tool;
import io.telpher.testkit.raw.RawOrigin;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache on disk whose process is killed while it fills, with real curl: what is served is whole, and nothing removed comes back. */
@Tag("slow")
class CacheOnDiskTest {
    private static final int OBJECTS = 60;
    private static final int CLIENTS = 4;
    private static final int ROUNDS = 3;
    /** The key is the URL that a client sees, and each process has another port. */
    private static final String HOST = "Host: example.org";

    @TempDir
    private Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean away;
    private RawOrigin origin;

    @BeforeEach
    void start() throws Exception {
        origin = RawOrigin.requests((request, connection) -> {
            String path = request.startLine().split("[ ?]")[1];
            if (request.startLine().startsWith("PUT")) {
                connection.send("HTTP/1.1 204 No Content\r\n\r\n");
            } else if (away) {
                connection.send("HTTP/1.1 500 Away\r\nContent-Length: 0\r\n\r\n");
            } else {
                asked.incrementAndGet();
                byte[] content = content(Integer.parseInt(path.substring(3)));
                connection.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nETag: \"" + content.length
                        + "\"\r\nNo-Vary-Search: params=(\"utm\")\r\nContent-Length: " + content.length + "\r\n\r\n");
                for (int at = 0; at < content.length; at += 100_000) {
                    connection.send(java.util.Arrays.copyOfRange(content, at, Math.min(content.length, at + 100_000)));
                }
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        origin.close();
    }

    private static byte[] content(int number) {
        byte[] bytes = new byte[number % 10 == 9 ? 2_000_000 + number : 1 + number * 4_001];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    private TelpherProcess telpher(String name, String... wrapper) throws Exception {
        return TelpherProcess.start(List.of(wrapper), folder, name, """
                listeners: [{http: PORT}]
                upstreams:
                  origin: {endpoints: [ORIGIN], pool: {open: 50}}
                caches:
                  default: {memory: 1MiB, disk: {path: FOLDER, size: 64MiB}}
                routes:
                  - match: {path: /**}
                    cache: {}
                    to: origin
                """.replace("ORIGIN", origin.address())
                .replace("FOLDER", folder.resolve("cache").toString()));
    }

    /** Fetches one. @return the status, or 0 if the answer broke off; a whole answer that is a wrong one fails */
    private int fetch(TelpherProcess telpher, int number, String as) throws Exception {
        return fetch(telpher, number, "", as);
    }

    private int fetch(TelpherProcess telpher, int number, String query, String as) throws Exception {
        Path into = folder.resolve(as);
        Tool.Result curl = Tool.run(
                "curl",
                "-sS",
                "-H",
                HOST,
                "--max-time",
                "60",
                "-o",
                into.toString(),
                "-w",
                "%{http_code}",
                telpher.url("/o/" + number + query));
        if (curl.exit() != 0) {
            return 0;
        }
        if (curl.out().equals("200")) {
            assertThat(Files.readAllBytes(into)).as("object " + number).isEqualTo(content(number));
        }
        return Integer.parseInt(curl.out());
    }

    @Test
    void whatIsServedAfterKillsIsWholeAndWhatWasRemovedStaysSo() throws Exception {
        int hits = 0;
        for (int round = 0; round < ROUNDS; round++) {
            away = false;
            try (TelpherProcess telpher = telpher("filling" + round)) {
                for (int number = 0; number < 3; number++) {
                    fetch(telpher, number, "first");
                    Tool.run("curl", "-sS", "-H", HOST, "-X", "PUT", "-d", "x", telpher.url("/o/" + number))
                            .succeeded();
                }
                killAfter(telpher, 25, round);
            }
            away = true;
            try (TelpherProcess telpher = telpher("serving" + round)) {
                for (int number = 0; number < OBJECTS; number++) {
                    int status = fetch(telpher, number, "check");
                    assertThat(status).isIn(number < 3 ? List.of(500) : List.of(200, 500));
                    hits += status == 200 ? 1 : 0;
                }
                assertThat(telpher.metrics().sum("telpher_cache_troubles_total"))
                        .isZero();
                telpher.process().kill();
            }
        }
        assertThat(hits).isGreaterThan(ROUNDS * 10);
    }

    /** Has several clients fetch at random, and kills it when so many answers are complete. */
    private void killAfter(TelpherProcess telpher, int answers, int round) throws Exception {
        CountDownLatch complete = new CountDownLatch(answers);
        List<Future<?>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                clients.add(threads.submit(() -> {
                    Random random = new Random(round * CLIENTS + client);
                    while (telpher.process().isAlive()) {
                        if (fetch(telpher, 3 + random.nextInt(OBJECTS - 3), "client" + client) == 200) {
                            complete.countDown();
                        }
                    }
                    return null;
                }));
            }
            complete.await();
            telpher.process().kill();
            for (Future<?> client : clients) {
                client.get();
            }
        }
    }

    @Test
    void whatIsStoredIsServedByTheNextProcessWithoutAskingAnybody() throws Exception {
        try (TelpherProcess telpher = telpher("one")) {
            assertThat(fetch(telpher, 5, "a")).isEqualTo(200);
            assertThat(fetch(telpher, 9, "a")).isEqualTo(200);
            telpher.process().kill();
        }
        int before = asked.get();
        try (TelpherProcess telpher = telpher("two")) {
            assertThat(fetch(telpher, 5, "b")).isEqualTo(200);
            assertThat(fetch(telpher, 9, "b")).isEqualTo(200);
            String part = Tool.run("curl", "-sS", "-H", HOST, "-i", "-r", "1000-1009", telpher.url("/o/9"))
                    .succeeded()
                    .out();
            assertThat(part).contains(" 206 ", "content-range: bytes 1000-1009/2000009", "hit");
        }
        assertThat(asked.get()).isEqualTo(before);
    }

    /** Each is whole and right, or not there, or breaks off. @return how many are whole */
    private int fetchAll(TelpherProcess telpher) throws Exception {
        int whole = 0;
        for (int number = 0; number < OBJECTS; number++) {
            int status = fetch(telpher, number, "all");
            assertThat(status).isIn(0, 200, 500);
            whole += status == 200 ? 1 : 0;
        }
        return whole;
    }

    private List<Path> dataFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith(".data"))
                    .sorted()
                    .toList();
        }
    }

    private static void damage(Path file, Random random) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at = 100_000; at < bytes.length(); at += 400_000) {
                bytes.seek(at + random.nextInt(1_000));
                bytes.write(random.nextInt());
            }
        }
    }

    @Test
    void filesThatAreDamagedOrCannotBeReadGiveNothingThatIsWrong() throws Exception {
        Random random = new Random(4);
        try (TelpherProcess telpher = telpher("damaged")) {
            assertThat(fetchAll(telpher)).isEqualTo(OBJECTS);
            for (Path file : dataFiles()) {
                damage(file, random);
            }
            away = true;
            assertThat(fetchAll(telpher)).isBetween(1, OBJECTS - 1);
            assertThat(telpher.metrics().sum("telpher_cache_troubles_total")).isPositive();
            away = false;
            fetchAll(telpher); // what breaks off is gone after it
            assertThat(fetchAll(telpher)).isEqualTo(OBJECTS);
            telpher.process().kill();
        }
        List<Path> files = dataFiles();
        Files.delete(files.getFirst());
        Files.createDirectory(files.getFirst()); // nobody can read it, root neither
        damage(files.getLast(), random);
        try (TelpherProcess telpher = telpher("unreadable")) {
            away = true;
            assertThat(fetchAll(telpher)).isLessThan(OBJECTS);
            away = false;
            fetchAll(telpher);
            assertThat(fetchAll(telpher)).isEqualTo(OBJECTS);
        }
    }

    @Test
    void aDiskThatIsFullIsNoErrorOfAnyClient() throws Exception {
        Path small = Files.createDirectory(folder.resolve("cache"));
        String mount = "mount -t tmpfs -o size=4m tmpfs " + small + " && exec \"$@\"";
        try (TelpherProcess telpher =
                telpher("full", "unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh")) {
            for (int i = 0; i < 3; i++) {
                assertThat(fetchAll(telpher)).isEqualTo(OBJECTS);
            }
            assertThat(telpher.metrics().sum("telpher_cache_troubles_total")).isPositive();
            away = true;
            fetchAll(telpher);
        }
    }

    @Test
    void whatAnOriginSaysOfQueriesOutlivesTheProcess() throws Exception {
        try (TelpherProcess telpher = telpher("one")) {
            assertThat(fetch(telpher, 5, "?utm=a", "a")).isEqualTo(200);
            telpher.process().kill();
        }
        int before = asked.get();
        try (TelpherProcess telpher = telpher("two")) {
            assertThat(fetch(telpher, 5, "?utm=b", "b")).isEqualTo(200);
            assertThat(asked.get()).isEqualTo(before);
            assertThat(fetch(telpher, 5, "?page=2", "b")).isEqualTo(200);
            assertThat(asked.get()).isEqualTo(before + 1);
        }
    }
}
