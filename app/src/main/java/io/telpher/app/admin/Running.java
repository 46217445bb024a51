package io.telpher.app.admin;

import io.telpher.cache.filter.TopKeys;
import io.telpher.cache.store.StoreNumbers;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the admin port must know of the running program. Asked on any thread; answers at once. */
public interface Running {

    /** Where the program is in its life. */
    Phase phase();

    /** Every upstream with its endpoints, as they are now. */
    List<Upstream> upstreams();

    /** The caches that routes use. */
    Caches caches();

    /** Every store by its name, and whether it is connected. */
    Map<String, Boolean> stores();

    /**
     * Has an endpoint drained, or takes it back.
     *
     * @param away true if it is to finish what it has and be gone
     * @return false if there is no such upstream or endpoint
     */
    boolean drain(String upstream, String endpoint, boolean away);

    /** The configuration that serves now, in YAML. It may hold secrets: they are masked before it is shown. */
    String configuration();

    /** Which configuration serves now, and which newer one was refused. */
    Loaded loaded();

    /** Has the configuration's files read anew, and serves what they say or says why not. Blocking. */
    Reload reload();

    /**
     * Which configuration serves.
     *
     * @param file where it was read
     * @param digest SHA-256 of its text, in hexadecimal
     * @param since when it was taken
     * @param reloads how many were taken after the first
     * @param refused a newer one that was not taken, or null
     */
    record Loaded(
            String file,
            String digest,
            Instant since,
            int reloads,
            @Nullable Refused refused) {}

    /**
     * A configuration that was not taken.
     *
     * @param at when
     * @param why in the words of {@code telpher check}
     */
    record Refused(Instant at, String why) {}

    /**
     * What came of reading the files anew.
     *
     * @param taken whether they serve now
     * @param text what was taken, or why it was not
     */
    record Reload(boolean taken, String text) {}

    /** Where the program is in its life. */
    enum Phase {
        /** Listeners are not all bound. */
        STARTING,
        /** It serves. */
        READY,
        /** It finishes what it has and takes no more. */
        DRAINING
    }

    /** What health checks and traffic say of an endpoint. */
    enum Health {
        /** It is sent requests. */
        HEALTHY,
        /** It is sent none, unless nobody is healthy. */
        UNHEALTHY,
        /** It comes back: it is sent a part of its share. */
        RETURNING,
        /** It sits out for how it answered users. */
        EJECTED,
        /** It finishes what it has. */
        DRAINING,
        /** It has been drained. */
        REMOVED,
        /** Nobody has checked it: it is taken to be healthy. */
        UNKNOWN
    }

    /**
     * The caches.
     *
     * @param numbers by name, what each holds and did
     * @param shared by name, the same of what nodes share, as it was seen last
     * @param top by route, about which of its keys are hit most
     */
    record Caches(
            Map<String, StoreNumbers> numbers, Map<String, StoreNumbers> shared, Map<String, List<TopKeys.Top>> top) {}

    /**
     * An upstream.
     *
     * @param name its name in the configuration
     * @param balance the algorithm's name
     * @param away what is in the way of a newer list of its endpoints, or null if nothing is
     * @param breaker its breaker, or null
     * @param bulkhead its bulkhead, or null
     * @param endpoints its endpoints
     */
    record Upstream(
            String name,
            String balance,
            @Nullable String away,
            @Nullable Breaker breaker,
            @Nullable Bulkhead bulkhead,
            List<Served> endpoints) {
        private static final Set<Health> SERVING = EnumSet.of(Health.HEALTHY, Health.UNKNOWN, Health.RETURNING);

        /** Copies. */
        public Upstream {
            endpoints = List.copyOf(endpoints);
        }

        /** How many endpoints are sent requests. */
        public long healthy() {
            return endpoints.stream()
                    .filter(endpoint -> SERVING.contains(endpoint.health))
                    .count();
        }
    }

    /**
     * A breaker.
     *
     * @param state {@code closed}, {@code half-open} or {@code open}
     * @param calls those that have ended within the window, while it is closed
     * @param failures those of them that have failed
     * @param waitSeconds how long it still refuses calls
     */
    record Breaker(String state, int calls, int failures, double waitSeconds) {}

    /**
     * A bulkhead.
     *
     * @param limit how many exchanges there may be
     * @param used how many there are
     * @param waiting how many wait
     */
    record Bulkhead(int limit, int used, int waiting) {}

    /**
     * An endpoint.
     *
     * @param address host and port
     * @param health what is known of its health
     * @param percent the part of its share that it gets
     * @param why what the last check said, or null
     * @param breaker its breaker, or null
     * @param inFlight exchanges that it serves now
     * @param requests exchanges that it has ended
     * @param failures those of them that failed
     */
    record Served(
            String address,
            Health health,
            int percent,
            @Nullable String why,
            @Nullable Breaker breaker,
            long inFlight,
            long requests,
            long failures) {}
}
