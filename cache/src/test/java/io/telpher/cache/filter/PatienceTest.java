package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.cache.filter.Rig.Got;
import io.telpher.core.Cell;
import io.telpher.testkit.time.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Fetches that take long, and clients that do not wait for them. */
class PatienceTest {
    private static final int MANY = 30;

    private final Rig rig = new Rig();
    private final List<Cell<Boolean>> answers = List.of(new Cell<>(), new Cell<>(), new Cell<>());
    private final AtomicInteger waiting = new AtomicInteger(); // so many have reached the origin

    private void originWaits(String... fields) {
        rig.origin = request -> {
            int which = waiting.getAndIncrement();
            answers.get(which).join();
            return rig.answer(request, "content " + which, fields);
        };
    }

    private Got got(CompletableFuture<Got> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    /** One asks and leaves before there is an answer. */
    private void oneLeaves() throws Exception {
        CompletableFuture<Got> gone = new CompletableFuture<>();
        Thread client = Thread.startVirtualThread(() -> {
            try {
                gone.complete(rig.get("/a"));
            } catch (Exception e) {
                gone.completeExceptionally(e);
            }
        });
        Eventually.see(waiting::get, n -> n == 1);
        client.interrupt();
        assertThatThrownBy(() -> got(gone)).cause().isInstanceOf(InterruptedException.class);
    }

    @Test
    void aFetchGoesOnWhenItsOnlyClientHasGoneAndIsStored() throws Exception {
        originWaits("cache-control", "max-age=60");
        oneLeaves();
        answers.getFirst().complete(true);
        Eventually.see(rig.threads::get, n -> n == 0);

        assertThat(rig.get("/a").told()).isEqualTo("telpher; hit; ttl=60");
        rig.askedTimes(1);
    }

    @Test
    void whoComesWhenTheFirstHasGoneWaitsForWhatThatBegan() throws Exception {
        originWaits("cache-control", "max-age=60");
        oneLeaves();
        CompletableFuture<Got> second = rig.later("/a");
        rig.timers.awaitPending(1);
        answers.getFirst().complete(true);

        assertThat(got(second).told()).endsWith("; collapsed");
        rig.askedTimes(1);
    }

    @Test
    void whatIsForTheOneWhoHasGoneIsForNobody() throws Exception {
        originWaits("cache-control", "private");
        oneLeaves();
        CompletableFuture<Got> second = rig.later("/a");
        rig.timers.awaitPending(1);
        answers.get(1).complete(true);
        answers.getFirst().complete(true);

        assertThat(got(second).content()).isEqualTo("content 1");
    }

    private List<CompletableFuture<Got>> many() throws Exception {
        List<CompletableFuture<Got>> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(rig.later("/a"));
        }
        rig.timers.awaitPending(MANY - 1);
        Eventually.see(waiting::get, n -> n == 1);
        return all;
    }

    @Test
    void whoHasWaitedGetsTheAnswerThatComesAfterAllAndOneMoreFetchWasMade() throws Exception {
        originWaits("cache-control", "max-age=60");
        List<CompletableFuture<Got>> all = many();
        rig.after(5);
        Eventually.see(waiting::get, n -> n == 2);
        Eventually.see(rig.timers::pending, n -> n == 0);
        rig.after(6);
        answers.getFirst().complete(true);

        for (CompletableFuture<Got> each : all) {
            assertThat(got(each).content()).isEqualTo("content 0");
        }
        rig.askedTimes(2);
        answers.get(1).complete(true);
    }

    @Test
    void ifTheFirstHangsAllGetWhatComesOfTheSecond() throws Exception {
        originWaits("cache-control", "max-age=60");
        List<CompletableFuture<Got>> all = many();
        rig.after(5);
        Eventually.see(waiting::get, n -> n == 2);
        answers.get(1).complete(true);

        Eventually.see(() -> all.stream().filter(CompletableFuture::isDone).count(), n -> n == MANY - 1);
        rig.askedTimes(2);
        answers.getFirst().complete(true);
        for (CompletableFuture<Got> each : all) {
            assertThat(got(each).status()).isEqualTo(200);
        }
    }

    @Test
    void whoComesLaterAndHasWaitedBeginsTheThird() throws Exception {
        originWaits("cache-control", "max-age=60");
        CompletableFuture<Got> one = rig.later("/a");
        Eventually.see(rig.asked::size, n -> n == 1);
        CompletableFuture<Got> two = rig.later("/a");
        rig.timers.awaitPending(1);
        Eventually.see(waiting::get, n -> n == 1);
        rig.after(5);
        Eventually.see(waiting::get, n -> n == 2);
        CompletableFuture<Got> three = rig.later("/a");
        rig.timers.awaitPending(1);
        rig.after(5);
        Eventually.see(rig.asked::size, n -> n == 3);
        answers.getFirst().complete(true);

        for (CompletableFuture<Got> each : List.of(one, two, three)) {
            assertThat(got(each).content()).isEqualTo("content 0");
        }
        answers.forEach(each -> each.complete(true));
    }
}
