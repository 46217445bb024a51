package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.cache.filter.Rig.Got;
import io.telpher.cache.rules.Sample;
import io.telpher.core.Cell;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import io.telpher.http.RequestDeadline;
import io.telpher.testkit.time.Eventually;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client says of its time, and what becomes of it. */
class DeadlinesTest {
    private static final FieldName GRPC = FieldName.of("grpc-timeout");

    private final Rig rig = new Rig();
    private final Cell<Boolean> answers = new Cell<>();

    @Test
    void whatOthersGetIsFetchedWithoutTheDeadlineOfWhoAskedFirst() throws Exception {
        rig.get("/a", "x-request-deadline", "300", "grpc-timeout", "300m");

        HttpRequest sent = rig.asked.getFirst();
        assertThat(sent.fields().contains(RequestDeadline.NAME)).isFalse();
        assertThat(sent.fields().contains(GRPC)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-cache", "max-age=0"})
    void whatOneFetchesByHimselfAndIsStoredHasNoDeadlineOfHis(String control) throws Exception {
        HttpRequest hasty = Sample.get("/a", "cache-control", control, "x-request-deadline", "300");
        hasty.exchange().deadline(300_000_000L);
        rig.call(hasty);

        HttpRequest sent = rig.asked.getFirst();
        assertThat(sent.fields().contains(RequestDeadline.NAME)).isFalse();
        assertThat(sent.exchange().toldDeadlineNanos()).isZero();
        assertThat(sent.exchange().deadlineNanos()).as("his own wait").isIn(0L, 300_000_000L);
    }

    @Test
    void whatIsNoneOfTheCachesBusinessGoesOnAsItCame() throws Exception {
        rig.call(Method.POST, "/a", "x-request-deadline", "300");
        assertThat(rig.asked.getFirst().fields().value(RequestDeadline.NAME)).isEqualTo("300");
    }

    @Test
    void whatAPostIsAnsweredForWantOfTimeIsForNobodyElse() throws Exception {
        rig.origin = request -> rig.answer(request, "late", "cache-control", "max-age=60", "content-location", "/a")
                .withStatus(request.fields().contains(RequestDeadline.NAME) ? 504 : 200);

        assertThat(rig.call(Method.POST, "/a", "x-request-deadline", "1").status())
                .isEqualTo(504);
        assertThat(rig.get("/a").status()).isEqualTo(200);
        assertThat(rig.call(Method.POST, "/b", "x-request-deadline", "1").told())
                .isEqualTo("telpher; fwd=method; detail=method");
    }

    /** Asks for what is stale, from an origin that says nothing, and has no time left once a second has passed. */
    private CompletableFuture<Got> outOfTime(String control, HttpRequest hasty, long seconds) throws Exception {
        rig.origin = request -> rig.answer(request, "old", "cache-control", control, "etag", "\"1\"");
        rig.get("/a");
        rig.after(2);
        rig.origin = request -> {
            answers.join();
            return rig.answer(request, "new", "cache-control", control, "etag", "\"2\"");
        };
        hasty.exchange().deadline(rig.timers.nanos() + 1_000_000_000L);
        CompletableFuture<Got> got = new CompletableFuture<>();
        Thread client = Thread.startVirtualThread(() -> {
            try {
                got.complete(rig.call(hasty));
            } catch (Exception e) {
                got.completeExceptionally(e);
            }
        });
        Eventually.see(rig.asked::size, n -> n == 2);
        rig.after(seconds);
        client.interrupt();
        Eventually.see(got::isDone, done -> done);
        answers.complete(true);
        return got;
    }

    @Test
    void whoseTimeIsOverGetsWhatIsStaleIfThatMayBeServedOnErrors() throws Exception {
        HttpRequest hasty = Sample.get("/a");
        Got got = outOfTime("max-age=1, stale-if-error=600", hasty, 1).get();

        assertThat(got.content()).isEqualTo("old");
        assertThat(got.told()).isEqualTo("telpher; hit; ttl=-2; detail=stale");
        assertThat(hasty.exchange().deadlineNanos()).as("it is at hand").isZero();
    }

    @ParameterizedTest
    @CsvSource({"stale-if-error=600, 0", "must-revalidate, 1"})
    void whoHasTimeAndGoesGetsNothingNorDoesWhoMustNotHaveWhatIsStale(String control, long seconds) throws Exception {
        assertThatThrownBy(outOfTime("max-age=1, " + control, Sample.get("/a"), seconds)::get)
                .hasCauseInstanceOf(InterruptedException.class);
    }
}
