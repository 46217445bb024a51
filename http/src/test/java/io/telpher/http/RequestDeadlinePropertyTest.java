package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class RequestDeadlinePropertyTest {
    @Property(tries = 5000)
    void readingIsTotalAndGivesNothingThatIsNotDigits(@ForAll String text) {
        long nanos = RequestDeadline.nanos(text);
        if (nanos != RequestDeadline.UNREADABLE) {
            assertThat(text).matches("[0-9]{1,9}");
            assertThat(nanos).isEqualTo(Long.parseLong(text) * RequestDeadline.MILLI_NANOS);
        }
    }

    @Property(tries = 5000)
    void whatIsWrittenIsReadAgainAndNeverLonger(@ForAll @LongRange(min = 0) long nanos) {
        long read = RequestDeadline.nanos(RequestDeadline.value(nanos));
        assertThat(read).isBetween(0L, nanos);
        assertThat(nanos - read < RequestDeadline.MILLI_NANOS || read == 999_999_999L * RequestDeadline.MILLI_NANOS)
                .isTrue();
    }

    @Property(tries = 5000)
    void aTimeoutOfGrpcIsReadAgainAndNeverLonger(@ForAll @LongRange(min = 0) long nanos, @ForAll String text) {
        assertThat(Grpc.timeoutNanos(Grpc.timeout(nanos))).isBetween(0L, nanos);
        assertThat(Grpc.timeoutNanos(text)).isGreaterThanOrEqualTo(-1);
    }
}
