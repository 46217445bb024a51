package io.telpher.gateway.cache;

import io.telpher.cache.filter.CacheEvents;
import io.telpher.cache.filter.TopKeys;
import io.telpher.cache.key.CacheKey;
import io.telpher.core.Failure;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import io.telpher.resilience.coalesce.AcrossNodes;
import io.telpher.resilience.coalesce.CoalesceEvents;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what the cache of one route does. */
final class CacheMetrics implements CacheEvents {
    /** Ages in classes, since they go from a second to weeks. */
    private enum Age {
        SECOND(1),
        MINUTE(60),
        HOUR(3_600),
        DAY(86_400),
        WEEK(604_800),
        MORE(Long.MAX_VALUE);

        private final long seconds;

        Age(long seconds) {
            this.seconds = seconds;
        }

        static Age of(long millis) {
            for (Age age : values()) {
                if (millis / 1_000 < age.seconds) {
                    return age;
                }
            }
            return MORE;
        }
    }

    private final Map<Result, Counter> results = new EnumMap<>(Result.class);
    private final Map<Age, Counter> ages = new EnumMap<>(Age.class);
    private final TopKeys top;
    private final Counter bytes;
    private final Counter taken;
    private final Counter refused;
    private final Counter failed;

    CacheMetrics(String route, Metrics metrics, TopKeys top) {
        this.top = top;
        Family<Counter> requests = metrics.counter(
                "telpher_cache_requests_total",
                "Requests of routes with a cache, by how they were answered.",
                "route",
                "result");
        for (Result result : Result.values()) {
            results.put(result, requests.with(route, result.word()));
        }
        Family<Counter> old = metrics.counter(
                "telpher_cache_age_total",
                "Answers from the cache, by their age: less than a second, a minute, an hour, a day, a week, or more.",
                "route",
                "under");
        for (Age age : Age.values()) {
            ages.put(age, old.with(route, age.name().toLowerCase(Locale.ROOT)));
        }
        bytes = metrics.counter(
                        "telpher_cache_saved_bytes_total", "Content that upstreams did not have to send.", "route")
                .with(route);
        Family<Counter> stored = metrics.counter(
                "telpher_cache_stored_total",
                "Responses of upstreams, by whether the cache began to store them.",
                "route",
                "stored");
        taken = stored.with(route, "yes");
        refused = stored.with(route, "no");
        failed = metrics.counter(
                        "telpher_cache_behind_failed_total",
                        "Validations that nobody waited for and that had no answer.",
                        "route")
                .with(route);
    }

    @Override
    public void answered(Result result) {
        count(results.get(result));
    }

    @Override
    public void saved(CacheKey key, long saved, long ageMillis) {
        top.hit(key);
        bytes.add(saved);
        count(ages.get(Age.of(ageMillis)));
    }

    private static void count(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void stored(boolean yes) {
        (yes ? taken : refused).increment();
    }

    @Override
    public void behindFailed(Exception why) {
        failed.increment();
    }

    /** Counts what is fetched together with other nodes. */
    static final class Across implements AcrossNodes.StoreEvents {
        private final Map<CoalesceEvents.Role, Counter> roles = new EnumMap<>(CoalesceEvents.Role.class);
        private final Counter away;

        Across(String route, Metrics metrics) {
            Family<Counter> all = metrics.counter(
                    "telpher_cache_across_total",
                    "Fetches of this process, by what became of them among those of others: led, joined another, or went alone.",
                    "route",
                    "role");
            for (CoalesceEvents.Role role : CoalesceEvents.Role.values()) {
                roles.put(role, all.with(route, role.name().toLowerCase(Locale.ROOT)));
            }
            away = metrics.counter(
                            "telpher_cache_store_away_total",
                            "Times that the store could not be asked or told: fetches were made without it.",
                            "route")
                    .with(route);
        }

        @Override
        public void played(CoalesceEvents.Role role) {
            count(roles.get(role));
        }

        @Override
        public void storeAway(Failure why) {
            away.increment();
        }
    }
}
