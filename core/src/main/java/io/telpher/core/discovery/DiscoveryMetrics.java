package io.telpher.core.discovery;

import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;

/** What is counted of discovery. */
final class DiscoveryMetrics {
    private DiscoveryMetrics() {}

    static OfUpstream of(Metrics metrics, String upstream) {
        return new OfUpstream(metrics, upstream);
    }

    static OfService announced(Metrics metrics, String id) {
        return new OfService(metrics, id);
    }

    /** Of one upstream. Confined to the thread that watches. */
    static final class OfUpstream {
        private final Family<Gauge> up;
        private final Family<Gauge> endpoints;
        private final Counter failures;
        private final String upstream;

        private OfUpstream(Metrics metrics, String upstream) {
            this.upstream = upstream;
            up = metrics.gauge(
                    "telpher_discovery_up",
                    "1 while the place that endpoints come from answers, 0 while the last list stands",
                    "upstream");
            endpoints = metrics.gauge(
                    "telpher_discovery_endpoints", "Endpoints in the last list that was told", "upstream");
            failures = metrics.counter(
                            "telpher_discovery_failures_total", "Times that it could not be asked", "upstream")
                    .with(upstream);
        }

        void told(int count) {
            set(up.with(upstream), 1);
            set(endpoints.with(upstream), count);
        }

        void away() {
            failures.increment();
            set(up.with(upstream), 0);
        }

        void gone() {
            up.remove(upstream);
            endpoints.remove(upstream);
        }
    }

    /** Of one announcement. Confined to the thread that holds it. */
    static final class OfService {
        private final Family<Gauge> announced;
        private final String id;

        private OfService(Metrics metrics, String id) {
            this.id = id;
            announced = metrics.gauge("telpher_announced", "1 while a service stands in its registry", "id");
        }

        void held() {
            set(announced.with(id), 1);
        }

        void lost() {
            set(announced.with(id), 0);
        }

        void gone() {
            announced.remove(id);
        }
    }

    private static void set(Gauge gauge, long value) {
        gauge.add(value - gauge.value());
    }
}
