package io.telpher.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final long SECOND = 1_000_000_000L;

    private final ManualTimers timers = new ManualTimers();
    private final Peers peers = new Peers();
    private Thread borrower;

    /** The other end: knows what is open, and can be told to refuse or to break. */
    private static final class Peers implements Connector<Integer> {
        final Set<Integer> open = new HashSet<>();
        final Set<Integer> broken = new HashSet<>();
        boolean refuses;
        int opened;

        @Override
        public synchronized Integer open() throws IOException {
            if (refuses) {
                throw new IOException("refused");
            }
            open.add(++opened);
            return opened;
        }

        @Override
        public synchronized boolean works(Integer connection) {
            return !broken.contains(connection);
        }

        @Override
        public synchronized void close(Integer connection) {
            assertThat(open.remove(connection)).as("closed once").isTrue();
        }
    }

    private Pool<Integer> pool(int min, int maxIdle, int max, boolean test, Duration wait) {
        return new Pool<>(
                new PoolConfig(min, maxIdle, max, Duration.ofSeconds(60), test, wait), peers, timers, Runnable::run);
    }

    @Test
    void aConnectionThatWasGivenBackIsLentAgain() throws Exception {
        Pool<Integer> pool = pool(0, 10, 10, false, Duration.ZERO);
        pool.borrow().close();
        try (Lease<Integer> lease = pool.borrow()) {
            assertThat(lease.connection()).isEqualTo(1);
            assertThat(lease.reused()).isTrue();
        }
        assertThat(peers.opened).isEqualTo(1);
    }

    @Test
    void givingBackTwiceLendsItOnce() throws Exception {
        Pool<Integer> pool = pool(0, 10, 10, false, Duration.ZERO);
        Lease<Integer> lease = pool.borrow();
        lease.close();
        lease.close();
        lease.discard();
        assertThat(pool.stats()).isEqualTo(new Pool.Stats(1, 1, 0));
        assertThatThrownBy(lease::connection).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void oneThatFailsItsTestIsReplaced() throws Exception {
        Pool<Integer> pool = pool(0, 1, 1, true, Duration.ZERO);
        pool.borrow().close();
        peers.broken.add(1);
        assertThat(pool.borrow().connection()).isEqualTo(2);
        assertThat(peers.open).containsExactly(2);
    }

    @Test
    void aFailedOpeningCostsNoPlace() throws Exception {
        Pool<Integer> pool = pool(0, 1, 1, false, Duration.ZERO);
        peers.refuses = true;
        assertThatThrownBy(pool::borrow).isInstanceOf(IOException.class);
        peers.refuses = false;
        assertThat(pool.borrow().connection()).isEqualTo(1);
    }

    @Test
    void whatIsIdleTooLongIsClosedExceptTheMinimum() throws Exception {
        Pool<Integer> pool = pool(2, 10, 10, false, Duration.ZERO);
        List<Lease<Integer>> leases = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            leases.add(pool.borrow());
        }
        leases.forEach(Lease::close);
        timers.advance(59 * SECOND);
        assertThat(pool.stats().open()).isEqualTo(5);
        timers.advance(SECOND);
        assertThat(pool.stats().open()).isEqualTo(2);
        assertThat(timers.pending()).as("nobody looks for nothing").isZero();
    }

    @Test
    void moreIdleThanAreKeptAreClosedAtOnce() throws Exception {
        Pool<Integer> pool = pool(0, 1, 3, false, Duration.ZERO);
        Lease<Integer> one = pool.borrow();
        Lease<Integer> other = pool.borrow();
        one.close();
        other.close();
        assertThat(peers.open).containsExactly(1);
    }

    @Test
    void warmingOpensTheMinimum() throws Exception {
        Pool<Integer> pool = pool(3, 10, 10, false, Duration.ZERO);
        pool.warm();
        assertThat(pool.stats()).isEqualTo(new Pool.Stats(3, 3, 0));
    }

    @Test
    void whoWaitsGetsWhatIsGivenBack() throws Exception {
        Pool<Integer> pool = pool(0, 1, 1, false, Duration.ofSeconds(10));
        Lease<Integer> lease = pool.borrow();
        Cell<Integer> other = waitFor(pool);
        lease.close();
        assertThat(other.join()).isEqualTo(1);
    }

    @Test
    void whoWaitsMayOpenInThePlaceOfOneThatBroke() throws Exception {
        Pool<Integer> pool = pool(0, 1, 1, false, Duration.ofSeconds(10));
        Lease<Integer> lease = pool.borrow();
        Cell<Integer> other = waitFor(pool);
        lease.discard();
        assertThat(other.join()).isEqualTo(2);
    }

    @Test
    void whoWaitsTooLongIsRefused() throws Exception {
        Pool<Integer> pool = pool(0, 1, 1, false, Duration.ofSeconds(10));
        Lease<Integer> lease = pool.borrow();
        Cell<Integer> other = waitFor(pool);
        timers.advance(10 * SECOND);
        assertThatThrownBy(other::join)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.LIMIT));
        lease.close();
        assertThat(pool.stats()).isEqualTo(new Pool.Stats(1, 1, 0));
    }

    @Test
    void closingRefusesWhoWaitsAndClosesWhatComesBack() throws Exception {
        Pool<Integer> pool = pool(0, 1, 1, false, Duration.ofSeconds(10));
        Lease<Integer> lease = pool.borrow();
        Cell<Integer> other = waitFor(pool);
        pool.close();
        assertThatThrownBy(other::join).isInstanceOf(Failure.class);
        lease.close();
        assertThat(peers.open).isEmpty();
        assertThatThrownBy(pool::borrow).isInstanceOf(Failure.class);
    }

    @Test
    void whoIsInterruptedWhileWaitingTakesNoPlace() throws Exception {
        Pool<Integer> pool = pool(0, 1, 1, false, Duration.ofSeconds(10));
        Lease<Integer> lease = pool.borrow();
        Cell<Integer> other = waitFor(pool);
        borrower.interrupt();
        assertThatThrownBy(other::join).isInstanceOf(InterruptedException.class);
        lease.close();
        assertThat(pool.stats()).isEqualTo(new Pool.Stats(1, 1, 0));
    }

    @Test
    void manyThreadsShareAFewConnectionsAndAllGetTheirTurn() throws Exception {
        Pool<Integer> pool = pool(0, 2, 3, false, Duration.ofSeconds(10));
        Set<Integer> lent = ConcurrentHashMap.newKeySet();
        Callable<Integer> work = () -> {
            for (int i = 0; i < 300; i++) {
                try (Lease<Integer> lease = pool.borrow()) {
                    assertThat(lent.add(lease.connection()))
                            .as("lent to one at a time")
                            .isTrue();
                    Thread.yield();
                    lent.remove(lease.connection());
                    if (i % 50 == 0) {
                        lease.discard();
                    }
                }
            }
            return 300;
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(Collections.nCopies(8, work))) {
                assertThat(done.get()).isEqualTo(300);
            }
        }
        assertThat(pool.stats().open()).isEqualTo(peers.open.size()).isLessThanOrEqualTo(3);
    }

    /** Has another thread borrow, and returns when it waits. */
    private Cell<Integer> waitFor(Pool<Integer> pool) {
        Cell<Integer> got = new Cell<>();
        borrower = Thread.ofVirtual().start(() -> {
            try {
                got.complete(pool.borrow().connection());
            } catch (Exception e) {
                got.fail(e);
            }
        });
        while (pool.stats().waiting() == 0 || timers.pending() == 0) {
            Thread.onSpinWait();
        }
        return got;
    }

    enum Step {
        BORROW,
        GIVE_BACK,
        BREAK,
        PASS_TIME,
        REFUSE,
        ACCEPT
    }

    @Property(tries = 500)
    void whateverHappensTheLimitsHoldAndNothingLeaks(
            @ForAll @IntRange(max = 3) int min,
            @ForAll @IntRange(max = 3) int keep,
            @ForAll @IntRange(min = 1, max = 3) int more,
            @ForAll boolean test,
            @ForAll @Size(max = 60) List<Step> steps) {
        Pool<Integer> pool = pool(min, min + keep, min + keep + more, test, Duration.ZERO);
        List<Lease<Integer>> lent = new ArrayList<>();
        for (Step step : steps) {
            take(step, pool, lent);
            assertThat(pool.stats().open()).isEqualTo(peers.open.size()).isLessThanOrEqualTo(min + keep + more);
            assertThat(pool.stats().idle()).isLessThanOrEqualTo(min + keep);
            assertThat(pool.stats().idle() + lent.size()).isEqualTo(pool.stats().open());
            assertThat(lent.stream().map(Lease::connection)).doesNotHaveDuplicates();
        }
        timers.advance(120 * SECOND);
        assertThat(pool.stats().open()).isLessThanOrEqualTo(Math.max(min, lent.size()));
        pool.close();
        lent.forEach(Lease::close);
        assertThat(peers.open).isEmpty();
    }

    private void take(Step step, Pool<Integer> pool, List<Lease<Integer>> lent) {
        switch (step) {
            case BORROW -> {
                try {
                    lent.add(pool.borrow());
                } catch (Exception e) {
                    assertThat(e instanceof Failure || peers.refuses).isTrue();
                }
            }
            case GIVE_BACK -> {
                if (!lent.isEmpty()) {
                    lent.removeFirst().close();
                }
            }
            case BREAK -> {
                if (!lent.isEmpty()) {
                    lent.removeLast().discard();
                }
                peers.broken.addAll(peers.open);
            }
            case PASS_TIME -> timers.advance(31 * SECOND);
            case REFUSE -> peers.refuses = true;
            case ACCEPT -> peers.refuses = false;
        }
    }
}
