package io.telpher.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.access.Completed;
import io.telpher.app.access.Ends;
import io.telpher.core.Failure;
import io.telpher.core.metrics.Metrics;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {
    private final Metrics metrics = new Metrics();
    private final RequestMetrics requests = new RequestMetrics(metrics);

    private long count(String name, String... labels) {
        return metrics.counters().get(name).with(labels).value();
    }

    @Test
    void an_exchange_counts_by_listener_route_upstream_and_class() {
        requests.accept(Ends.served(200, exchange -> {}));
        requests.accept(Ends.served(204, exchange -> {}));
        requests.accept(Ends.served(503, exchange -> {}));

        assertThat(count("telpher_http_requests_total", "https", "shop", "web", "2xx"))
                .isEqualTo(2);
        assertThat(count("telpher_http_requests_total", "https", "shop", "web", "5xx"))
                .isEqualTo(1);
        assertThat(count("telpher_http_upstream_requests_total", "web", "127.0.0.1:9001", "2xx"))
                .isEqualTo(2);
        assertThat(count("telpher_http_response_bytes_total", "shop")).isEqualTo(3 * 1024);
        assertThat(count("telpher_http_upstream_reused_total", "web", "127.0.0.1:9001"))
                .isEqualTo(3);
    }

    @Test
    void an_exchange_that_no_route_took_counts_under_none() {
        requests.accept(Ends.ended("/", null));

        assertThat(count("telpher_http_requests_total", "https", "none", "none", "2xx"))
                .isEqualTo(1);
    }

    @Test
    void durations_count_by_route() {
        requests.accept(Ends.served(200, exchange -> {}));

        assertThat(metrics.histograms()
                        .get("telpher_http_request_duration_seconds")
                        .with("shop")
                        .sumNanos())
                .isEqualTo(2_345_678);
    }

    @Test
    void ends_count_by_reason() {
        Completed end = Ends.failed(Failure.upstream(Failure.Kind.REFUSED, true, "refused"));
        requests.accept(end);
        requests.accept(Ends.failed(Failure.bug()));

        assertThat(count("telpher_http_ends_total", "none", "upstream-refused")).isEqualTo(1);
        assertThat(count("telpher_http_ends_total", "none", "bug")).isEqualTo(1);
    }

    @Test
    void requests_in_flight_are_those_that_began_and_did_not_end() {
        requests.began("https");
        requests.began("https");
        requests.accept(Ends.ended("/", null));

        assertThat(metrics.gauges()
                        .get("telpher_http_requests_in_flight")
                        .with("https")
                        .value())
                .isEqualTo(1);
    }

    @Test
    void an_endpoint_of_two_upstreams_counts_for_each() {
        requests.accept(Ends.served(200, exchange -> {}));
        requests.accept(Ends.served(200, exchange -> exchange.attempt("other", "127.0.0.1:9001", Ends.BEGAN)));
        requests.accept(Ends.served(200, exchange -> {}));

        assertThat(count("telpher_http_upstream_requests_total", "web", "127.0.0.1:9001", "2xx"))
                .isEqualTo(2);
        assertThat(count("telpher_http_upstream_requests_total", "other", "127.0.0.1:9001", "2xx"))
                .isEqualTo(1);
    }

    @Test
    void what_was_counted_stays_when_names_are_forgotten() {
        requests.accept(Ends.served(200, exchange -> {}));
        requests.forget();
        requests.accept(Ends.served(200, exchange -> {}));

        assertThat(count("telpher_http_requests_total", "https", "shop", "web", "2xx"))
                .isEqualTo(2);
    }
}
