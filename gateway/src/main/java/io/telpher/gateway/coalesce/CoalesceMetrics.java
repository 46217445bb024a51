package io.telpher.gateway.coalesce;

import io.telpher.core.Failure;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Metrics;
import io.telpher.resilience.coalesce.AcrossNodes;
import io.telpher.resilience.coalesce.CoalesceEvents;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what is coalesced on one route, in this process. */
final class CoalesceMetrics implements CoalesceEvents {
    private final Roles roles;
    private final Counter anew;

    CoalesceMetrics(String route, Metrics metrics) {
        this.roles = new Roles(
                route,
                metrics,
                "telpher_coalesced_requests_total",
                "Requests that could be coalesced, by what became of them: led, joined another, or went alone.");
        this.anew = metrics.counter(
                        "telpher_coalesced_anew_total",
                        "Calls that were begun because a shared one had failed or was too slow.",
                        "route")
                .with(route);
    }

    @Override
    public void played(Role role) {
        roles.count(role);
    }

    @Override
    public void begunAnew() {
        anew.increment();
    }

    /** Counts what is coalesced with other processes. */
    static final class Across implements AcrossNodes.StoreEvents {
        private final Roles roles;
        private final Counter away;

        Across(String route, Metrics metrics) {
            this.roles = new Roles(
                    route,
                    metrics,
                    "telpher_coalesced_across_total",
                    "Calls of this process, by what became of them among those of others: led, joined another, or went alone.");
            this.away = metrics.counter(
                            "telpher_coalesce_store_away_total",
                            "Times that the store could not be asked or told: calls were made without it.",
                            "route")
                    .with(route);
        }

        @Override
        public void played(Role role) {
            roles.count(role);
        }

        @Override
        public void storeAway(Failure why) {
            away.increment();
        }
    }

    /** How often each role was played. */
    private static final class Roles {
        private final Map<Role, Counter> counters = new EnumMap<>(Role.class);

        private Roles(String route, Metrics metrics, String name, String help) {
            var family = metrics.counter(name, help, "route", "role");
            for (Role role : Role.values()) {
                counters.put(role, family.with(route, role.name().toLowerCase(Locale.ROOT)));
            }
        }

        private void count(Role role) {
            Counter counter = counters.get(role);
            if (counter != null) {
                counter.increment();
            }
        }
    }
}
