package io.telpher.gateway.jwt;

import static io.telpher.gateway.Config.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Living;
import io.telpher.core.Stores;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.Caches;
import io.telpher.gateway.Config;
import io.telpher.gateway.CopyLog;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Fetching;
import io.telpher.http.HttpResponse;
import io.telpher.testkit.keys.TokenSigner;
import io.telpher.testkit.time.ManualTimers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RemoteKeysTest {
    private static final TokenSigner OLD = TokenSigner.ed25519("old");
    private static final TokenSigner NEW = TokenSigner.ed25519("new");

    private final ManualTimers time = new ManualTimers();
    private final Metrics metrics = new Metrics();
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable String served = TokenSigner.jwks(OLD);
    private int asked;

    private RemoteKeys keys(Executor threads) {
        return keys("10m", threads);
    }

    private RemoteKeys keys(String refresh, Executor threads) {
        Fetching fetching = wanted -> {
            asked++;
            assertThat(wanted.bytesMax()).isEqualTo(512 << 10);
            if (served == null) {
                throw new IOException("nobody there");
            }
            return served.getBytes(StandardCharsets.UTF_8);
        };
        FeatureContext context = new FeatureContext(
                "test",
                metrics,
                new Waiter(time),
                () -> Instant.EPOCH,
                new Living(),
                _ -> _ -> HttpResponse.of(200),
                Stores.alone(time),
                CopyLog.NONE,
                Caches.small(time),
                fetching);
        KeysConfig config = Config.read(KeysConfig.SHAPE, map("url", "https://id.example/keys", "refresh", refresh));
        return new RemoteKeys((KeysConfig.Remote) config, context, threads);
    }

    private static List<String> ids(@Nullable KeySet set) {
        return set == null ? List.of() : set.keys().stream().map(TrustedKey::id).toList();
    }

    private long counted(String outcome) {
        return metrics.counters()
                .get("telpher_jwt_keys_total")
                .with("https://id.example:443", outcome)
                .value();
    }

    @Test
    void keysAreAskedForAheadAndAgainOnceTheyAreOld() throws Exception {
        RemoteKeys keys = keys(Runnable::run);
        keys.here();
        KeySet first = keys.here();
        assertThat(ids(first)).containsExactly("old");
        time.advance(Duration.ofSeconds(599));
        assertThat(keys.here()).isSameAs(first);
        assertThat(asked).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        keys.here();
        assertThat(keys.here()).as("unchanged ones are the same").isSameAs(first);
        assertThat(asked).isEqualTo(2);
        served = TokenSigner.jwks(NEW);
        time.advance(Duration.ofMinutes(10));
        keys.here();
        assertThat(ids(keys.here())).containsExactly("new");
        assertThat(counted("changed")).isEqualTo(2);
        assertThat(counted("unchanged")).isEqualTo(1);
    }

    @Test
    void keysThatAreOldWithinSecondsAreAskedForWithinSeconds() throws Exception {
        RemoteKeys keys = keys("1s", Runnable::run);
        keys.here();
        served = TokenSigner.jwks(NEW);
        time.advance(Duration.ofSeconds(1));
        keys.here();
        assertThat(ids(keys.here())).containsExactly("new");
    }

    @Test
    void anUnknownKeyHasThemAskedForAgainButNotByEveryToken() throws Exception {
        RemoteKeys keys = keys(Runnable::run);
        keys.here();
        KeySet first = keys.here();
        served = TokenSigner.jwks(OLD, NEW);
        KeySet second = keys.newer(first);
        assertThat(ids(second)).as("however new they are").containsExactly("old", "new");
        assertThat(keys.newer(first)).as("newer is newer").isSameAs(second);
        for (int i = 0; i < 100; i++) {
            assertThat(keys.newer(second)).as("too early").isSameAs(second);
        }
        assertThat(asked).isEqualTo(2);
        served = TokenSigner.jwks(NEW);
        time.advance(Duration.ofSeconds(30));
        assertThat(ids(keys.newer(second))).containsExactly("new");
        for (int i = 0; i < 100; i++) {
            keys.newer(keys.here());
        }
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void theLastGoodOnesStayWhateverHappensToWhoHasThem() throws Exception {
        RemoteKeys keys = keys(Runnable::run);
        keys.here();
        KeySet good = keys.here();
        for (String bad : new String[] {null, "<html>", "{\"keys\": []}", "{}"}) {
            served = bad;
            time.advance(Duration.ofMinutes(10));
            keys.here();
            assertThat(keys.here()).as(String.valueOf(bad)).isSameAs(good);
        }
        assertThat(counted("failed")).isEqualTo(4);
        for (int i = 0; i < 100; i++) {
            keys.here();
        }
        assertThat(asked).isEqualTo(5);
        time.advance(Duration.ofSeconds(5));
        keys.here();
        assertThat(asked).as("again after five seconds").isEqualTo(6);
    }

    @Test
    void whoComesBeforeTheFirstKeysWaitsForThem() throws Exception {
        RemoteKeys keys = keys(task -> {
            synchronized (waiting) {
                waiting.add(task);
            }
        });
        assertThat(keys.here()).isNull();
        List<List<String>> got = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    List<String> ids = ids(keys.newer(null));
                    synchronized (got) {
                        got.add(ids);
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        time.awaitPending(3);
        assertThat(waiting).as("one asks for all").hasSize(1);
        waiting.getFirst().run();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(got).containsExactly(List.of("old"), List.of("old"), List.of("old"));
    }

    @Test
    void whoWaitsForKeysThatDoNotComeIsToldInTheEnd() throws Exception {
        RemoteKeys keys = keys(waiting::add);
        List<Object> got = new ArrayList<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                got.add(ids(keys.newer(null)));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        time.awaitPending(1);
        time.advance(Duration.ofSeconds(10));
        thread.join();
        assertThat(got).containsExactly(List.of());
    }
}
