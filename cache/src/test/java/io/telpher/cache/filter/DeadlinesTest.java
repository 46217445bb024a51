package io.telpher.cache.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.cache.rules.Sample;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.Method;
import io.telpher.http.RequestDeadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client says of its time, and what becomes of it. */
class DeadlinesTest {
    private static final FieldName GRPC = FieldName.of("grpc-timeout");

    private final Rig rig = new Rig();

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
}
