package io.telpher.app.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.core.Failure;
import io.telpher.core.Failure.Kind;
import io.telpher.core.Failure.Side;
import io.telpher.core.Outcome;
import io.telpher.http.Exchange;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonTest {

    @ParameterizedTest
    @CsvSource({
        "DOWNSTREAM, RESET, client-closed",
        "DOWNSTREAM, READ_TIMEOUT, client-timeout",
        "DOWNSTREAM, PROTOCOL, bad-request",
        "UPSTREAM, REFUSED, upstream-refused",
        "UPSTREAM, UNROUTABLE, upstream-unroutable",
        "UPSTREAM, CONNECT_TIMEOUT, upstream-connect-timeout",
        "UPSTREAM, READ_TIMEOUT, upstream-timeout",
        "UPSTREAM, CERTIFICATE, upstream-tls",
        "UPSTREAM, INCOMPLETE, upstream-reset",
        "UPSTREAM, PROTOCOL, upstream-protocol",
        "UPSTREAM, DNS, upstream-unresolved",
        "UPSTREAM, NO_ENDPOINT, no-endpoint",
        "LOCAL, LIMIT, refused-limit",
        "UPSTREAM, LIMIT, refused-limit",
        "LOCAL, DEADLINE, deadline",
        "LOCAL, CANCELLED, shutdown"
    })
    void a_failure_has_one_word(Side side, Kind kind, String word) {
        assertThat(Reason.of(new Failure(side, kind, false, "")).word()).isEqualTo(word);
    }

    @Test
    void a_failure_that_another_attempt_made_good_is_none() {
        Completed end = Ends.served(200, exchange -> exchange.failure(Failure.upstream(Kind.REFUSED, true, "first")));

        assertThat(end.reason()).isEqualTo(Reason.OK);
    }

    @Test
    void a_failure_that_was_answered_with_an_error_is_the_reason() {
        Completed end = Ends.served(502, exchange -> exchange.failure(Failure.upstream(Kind.REFUSED, true, "last")));

        assertThat(end.reason()).isEqualTo(Reason.UPSTREAM_REFUSED);
    }

    @Test
    void an_exchange_that_broke_off_names_what_broke_it_off() {
        Exchange exchange = Ends.exchange();
        Failure gone = Failure.downstream(Kind.RESET, "gone");

        assertThat(Reason.of(exchange, 200, Outcome.failed(gone))).isEqualTo(Reason.CLIENT_CLOSED);
    }

    @Test
    void an_error_of_the_endpoint_itself_is_an_exchange_that_went_well() {
        assertThat(Ends.served(500, exchange -> {}).reason()).isEqualTo(Reason.OK);
    }

    @Test
    void every_reason_is_in_the_documentation() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "observability.md"));

        for (Reason reason : Reason.values()) {
            assertThat(page).contains("| `" + reason.word() + "` |");
        }
    }
}
