package io.telpher.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.core.metrics.Counter;
import io.telpher.resilience.limit.LocalChecks.Asked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalLimitTest {
    private static final long PERIOD = 60_000_000_000L;
    private static final long START = PERIOD * 29_000_000;
    private static final KeyHash HASH = new KeyHash(1, 2);

    private final Counter shared = new Counter();

    private LocalLimit limit(Algorithm algorithm, int amount, int keys) {
        return new LocalLimit(new Limit("any", algorithm, amount, PERIOD, amount), keys, shared, HASH);
    }

    @Test
    void keysAreHashedBySipHash() {
        // SipHash-1-3 of no bytes under the key 0, from the reference implementation's vectors.
        assertThat(new KeyHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L).of("")).isEqualTo(0xabac0158050fc4dcL);
        Set<Long> seen = new HashSet<>();
        for (String text : List.of("", "a", "b", "ab", "abc", "abcd", "abcde", "a\0", "\0", "\0\0")) {
            assertThat(seen.add(HASH.of(text))).as(text).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void keysAreToldApartUpToTheBound(Algorithm algorithm) {
        LocalLimit limit = limit(algorithm, 3, 4_096);
        for (int i = 0; i < 3_000; i++) {
            assertThat(limit.take("key" + i, 2, START).allowed()).isTrue();
        }
        for (int i = 0; i < 3_000; i++) {
            assertThat(limit.take("key" + i, 3, START).allowed())
                    .as("key %s", i)
                    .isFalse();
        }
        assertThat(shared.value()).isZero();
        assertThat(limit.room()).isEqualTo(4_096);
    }

    @ParameterizedTest
    @EnumSource
    void keysThatHaveTheirWholeQuotaAgainAreForgotten(Algorithm algorithm) {
        LocalLimit limit = limit(algorithm, 3, 1_024);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 500; i++) {
                String key = round + "." + i;
                assertThat(limit.take(key, 1, START + 2 * PERIOD * round).allowed())
                        .as(key)
                        .isTrue();
            }
        }
        assertThat(shared.value()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"TOKEN_BUCKET", "GCRA", "SLIDING_LOG", "FIXED_WINDOW"})
    void noKeyGetsMoreThanItsLimitHoweverManyOthersCome(Algorithm algorithm) {
        LocalLimit limit = limit(algorithm, 5, 64);
        Random random = new Random(1);
        Map<String, Integer> allowed = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String key = "key" + random.nextInt(1_000);
            if (limit.take(key, 1, START).allowed()) {
                allowed.merge(key, 1, Integer::sum);
            }
        }
        assertThat(limit.room()).isEqualTo(64);
        assertThat(shared.value()).isPositive();
        assertThat(allowed.values()).allMatch(count -> count <= 5);
        assertThat(allowed.values().stream().mapToInt(count -> count).sum())
                .as("nor all of them together more than there are places for")
                .isLessThanOrEqualTo(5 * 64);
    }

    @Test
    void whoUsedUpHisQuotaIsNotForgottenForNewcomers() {
        LocalLimit limit = limit(Algorithm.FIXED_WINDOW, 100, 1_024);
        assertThat(limit.take("attacker", 100, START).allowed()).isTrue();
        for (int i = 0; i < 50_000; i++) {
            limit.take("other" + i, 1, START);
        }
        assertThat(limit.take("attacker", 1, START).allowed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void threadsTogetherGetWhatOneWould(Algorithm algorithm) throws Exception {
        LocalLimit limit = limit(algorithm, 1_000, 64);
        LocalLimit other = limit(algorithm, 2_000, 64);
        List<Future<Integer>> counts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                boolean backwards = i % 2 == 0;
                counts.add(threads.submit(() -> count(limit, other, backwards)));
            }
        }
        int sum = 0;
        for (Future<Integer> count : counts) {
            sum += count.get();
        }
        int places = algorithm == Algorithm.LEAKY_BUCKET ? 1_001 : 1_000;
        assertThat(sum).isEqualTo(places);
        Decision left = other.take("a", 0, START);
        assertThat(left.remaining())
                .as("refused requests cost nothing elsewhere")
                .isEqualTo(algorithm == Algorithm.LEAKY_BUCKET ? 1_000 : 2_000 - places);
    }

    private static int count(LocalLimit limit, LocalLimit other, boolean backwards) {
        int count = 0;
        for (int n = 0; n < 1_000; n++) {
            Asked one = new Asked(limit, "a", 1, true, Check.PATIENT);
            Asked two = new Asked(other, "a", 1, true, Check.PATIENT);
            List<Decision> decisions = LocalChecks.check(backwards ? List.of(two, one) : List.of(one, two), START);
            count += decisions.stream().allMatch(Decision::allowed) ? 1 : 0;
        }
        return count;
    }

    @Test
    void theSameKeyTwiceInABatchIsTakenTwiceOrNotAtAll() {
        LocalLimit limit = limit(Algorithm.SLIDING_LOG, 3, 64);
        List<Asked> twice =
                List.of(new Asked(limit, "a", 2, true, Check.PATIENT), new Asked(limit, "a", 2, true, Check.PATIENT));
        assertThat(LocalChecks.check(twice, START))
                .extracting(Decision::allowed)
                .containsExactly(true, false);
        assertThat(limit.take("a", 0, START).remaining()).isEqualTo(3);
    }
}
