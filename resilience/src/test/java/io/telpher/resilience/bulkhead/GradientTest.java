package io.telpher.resilience.bulkhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The limit that is found, beside a server with so many workers and a queue, under virtual time. */
class GradientTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    /** A server: so many workers, each busy for a while with a request, the others queue. */
    private static final class Server {
        final Random random = new Random(42);
        final Gradient gradient;
        final PriorityQueue<long[]> working = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0])); // {end, arrived}
        final Deque<Long> queue = new ArrayDeque<>();
        int workers;
        long serviceNanos;
        double load = 2; // arrivals, in multiples of what the workers can do
        long nowNanos;
        long nextArrivalNanos;
        long done;
        long refused;
        long sumNanos;

        Server(int workers, long serviceNanos, int initial) {
            this.workers = workers;
            this.serviceNanos = serviceNanos;
            this.gradient = new Gradient(initial, 3, 1_000, 0);
        }

        int used() {
            return working.size() + queue.size();
        }

        /** Lives for a while. */
        void run(long nanos) {
            done = 0;
            refused = 0;
            sumNanos = 0;
            long end = nowNanos + nanos;
            while (nowNanos < end) {
                long[] first = working.peek();
                if (first != null && first[0] <= nextArrivalNanos) {
                    nowNanos = first[0];
                    working.poll();
                    long took = nowNanos - first[1];
                    done++;
                    sumNanos += took;
                    gradient.answered(took, used() + 1, nowNanos);
                } else {
                    nowNanos = nextArrivalNanos;
                    arrive();
                }
                begin();
            }
        }

        private void arrive() {
            double rate = load * workers / serviceNanos;
            nextArrivalNanos = nowNanos + (long) (-Math.log(1 - random.nextDouble()) / rate);
            if (used() < gradient.limit()) {
                queue.add(nowNanos);
            } else {
                refused++;
            }
        }

        private void begin() {
            while (working.size() < workers && !queue.isEmpty()) {
                long spread = (long) (serviceNanos * (0.8 + 0.4 * random.nextDouble()));
                working.add(new long[] {nowNanos + spread, queue.poll()});
            }
        }

        double throughput(long nanos) {
            return (double) done / nanos * serviceNanos / workers; // 1 is all that the workers can do
        }

        double meanNanos() {
            return (double) sumNanos / done;
        }
    }

    private static void serves(Server server) {
        assertThat(server.gradient.limit()).isBetween((int) (server.workers * 0.8), server.workers * 5 / 2 + 4);
        assertThat(server.throughput(10 * SECOND)).isGreaterThan(0.93);
        assertThat(server.meanNanos()).isLessThan(2.5 * server.serviceNanos);
    }

    @Test
    void itFindsTheKneeUnderTwiceTheLoadFromBelowAndFromAbove() {
        for (int initial : new int[] {3, 20, 500}) {
            for (int workers : new int[] {10, 50, 200}) {
                Server server = new Server(workers, 20 * MILLI, initial);
                server.run(60 * SECOND);
                server.run(10 * SECOND);
                serves(server);
            }
        }
    }

    @Test
    void itFollowsAServerThatLosesMostOfItsWorkersAndRecoversWithIt() {
        Server server = new Server(80, 20 * MILLI, 20);
        server.run(60 * SECOND);
        server.workers = 20;
        server.run(30 * SECOND);
        server.run(10 * SECOND);
        serves(server);
        server.workers = 80;
        server.run(40 * SECOND);
        server.run(10 * SECOND);
        serves(server);
    }

    @Test
    void aServerThatHasBecomeSlowerIsNotTakenForOverloadedForEver() {
        Server server = new Server(40, 20 * MILLI, 20);
        server.run(60 * SECOND);
        server.serviceNanos = 100 * MILLI;
        server.run(60 * SECOND);
        server.run(10 * SECOND);
        serves(server);
    }

    @Test
    void withoutOverloadNobodyIsRefused() {
        Server server = new Server(40, 20 * MILLI, 20);
        server.load = 0.3;
        server.run(60 * SECOND);
        server.run(10 * SECOND);
        assertThat(server.refused).isLessThan(server.done / 1_000);
        assertThat(server.meanNanos()).isLessThan(1.1 * server.serviceNanos);
    }

    @Test
    void aServerThatFailsIsAskedLess() {
        Gradient gradient = new Gradient(100, 3, 1_000, 0);
        long now = 0;
        for (int i = 0; i < 5_000; i++) {
            now += 10 * MILLI;
            gradient.failed(now);
        }
        assertThat(gradient.limit()).isEqualTo(3);
        for (int i = 0; i < 5_000; i++) {
            now += 10 * MILLI;
            gradient.answered(10 * MILLI, gradient.limit(), now);
        }
        assertThat(gradient.limit()).isGreaterThan(100);
    }

    @Property(tries = 500)
    void itStaysWithinItsBoundsWhateverIsSeen(
            @ForAll @IntRange(min = 1, max = 100) int min,
            @ForAll @IntRange(min = 0, max = 1_000) int more,
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0, max = 1) double failing) {
        Random random = new Random(seed);
        Found found = Found.begin(Math.min(min + more, 20 + min), min, min + more, 0);
        long now = 0;
        for (int i = 0; i < 300; i++) {
            now += (long) (random.nextDouble() * 2 * SECOND);
            double mean = random.nextInt(10) == 0 ? 0 : Math.pow(10, random.nextDouble() * 10);
            double failed = mean == 0 ? 1 : random.nextDouble() * failing;
            found = found.after(new Found.Seen(mean, failed, random.nextInt(2 * (min + more))), now);
            assertThat(found.limit()).isBetween((double) min, (double) min + more);
        }
    }
}
