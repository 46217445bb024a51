package io.telpher.gateway.ratelimit;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Limit;
import io.telpher.resilience.limit.LocalLimit;
import io.telpher.resilience.limit.OnFailure;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a route.
 *
 * @param per of what each has a quota of its own
 * @param rate how many in how long
 * @param algorithm how it is counted
 * @param burst how many at once: the size of a bucket, the places of a queue
 * @param cost what a request costs
 * @param shadow true if it is counted and told, but refuses nobody
 * @param announce true if clients are told of it
 * @param name its name, or null; limits of one name count together
 * @param keys how many are told apart at most
 * @param prefixes of addresses, what belongs together
 * @param otherwise what becomes of requests that lack what it goes by
 * @param store where it is counted together with other nodes, or null for this process
 */
record LimitConfig(
        List<Per> per,
        Rate rate,
        Algorithm algorithm,
        long burst,
        int cost,
        boolean shadow,
        boolean announce,
        @Nullable String name,
        int keys,
        Prefixes prefixes,
        Otherwise otherwise,
        @Nullable Store store) {
    /** What a log may cost at most, for each key. */
    private static final int LOG_LARGEST = 10_000;

    private static final int KEYS_LEAST = 16;
    private static final Rate BUCKET_RATE = Rate.perSecond(10);
    private static final long BUCKET_SIZE = 100;

    /** Bits of an address that count; the rest is its owner's to choose. */
    record Prefixes(int v4, int v6) {}

    /**
     * Where nodes count together.
     *
     * @param name the name of a store
     * @param onFailure what to do while it is away
     * @param nodes how many nodes count in it, for the local estimate
     */
    record Store(String name, OnFailure onFailure, int nodes) {}

    /** What becomes of a request that lacks what the limit goes by. */
    enum Otherwise {
        /** It counts for its client's address. */
        IP,
        /** It is not limited. */
        ALLOW,
        /** It is refused. */
        REFUSE
    }

    /** The keys of a limit. */
    static final Mapping<LimitConfig> SHAPE =
            Mapping.of("rate-limit", "How often somebody may ask.", LimitConfig::declare);

    private static java.util.function.Function<Mapping.Values, LimitConfig> declare(Mapping.Keys keys) {
        Mapping.Key<List<Per>> per =
                keys.required("per", Per.SHAPE, "Of what each has a quota; in a list, all of it together.");
        Mapping.Key<Rate> limit = keys.optional("limit", Rate.SHAPE, "How many in how long.");
        Mapping.Key<Algorithm> algorithm =
                keys.optional("algorithm", Algorithms.SHAPE, "sliding-window", "How it is counted.");
        Mapping.Key<Integer> burst = keys.optional(
                "burst",
                Shapes.number(1, (int) Limit.AMOUNT_MAX),
                "How many at once: the bucket's size, the queue's places.");
        Mapping.Key<Integer> cost =
                keys.optional("cost", Shapes.number(1, (int) Limit.AMOUNT_MAX), "1", "What a request costs.");
        Mapping.Key<Boolean> shadow =
                keys.optional("shadow", Shapes.bool(), "false", "Whether it only counts and tells.");
        Mapping.Key<Boolean> announce =
                keys.optional("announce", Shapes.bool(), "true", "Whether clients are told of it.");
        Mapping.Key<String> name = keys.optional(
                "name",
                Shapes.text("1 to 64 letters, digits, - or _", text -> text.matches("[A-Za-z0-9_-]{1,64}")),
                "Its name; limits of one name count together, on whatever route.");
        Mapping.Key<Integer> room = keys.optional(
                "keys",
                Shapes.number(1, LocalLimit.KEYS_MAX),
                String.valueOf(LocalLimit.KEYS_DEFAULT),
                "How many are told apart.");
        Mapping.Key<Integer> v4 =
                keys.optional("ipv4-prefix", Shapes.number(8, 32), "32", "How many bits of an IPv4 address count.");
        Mapping.Key<Integer> v6 =
                keys.optional("ipv6-prefix", Shapes.number(16, 128), "64", "How many bits of an IPv6 address count.");
        Mapping.Key<Otherwise> otherwise = keys.optional(
                "otherwise",
                Shapes.choice(Otherwise.class),
                "ip",
                "What becomes of requests that lack what it goes by.");
        Mapping.Key<String> store = keys.optional("store", Shapes.text(), "A store in which nodes count together.");
        Mapping.Key<OnFailure> onFailure = keys.optional(
                "on-failure", Shapes.choice(OnFailure.class), "open", "What to do while the store is away.");
        Mapping.Key<Integer> nodes = keys.optional(
                "nodes", Shapes.number(1, 10_000), "1", "How many nodes count in the store, for on-failure: local.");
        return values -> {
            String stored = values.orNull(store);
            Algorithm how = values.of(algorithm);
            List<Per> each = values.of(per);
            Rate rate = Objects.requireNonNullElseGet(values.orNull(limit), () -> usual(each, how));
            return new LimitConfig(
                    each,
                    rate,
                    Algorithms.chosen(how, rate),
                    burst(how, rate, values.orNull(limit) == null, values.orNull(burst)),
                    values.of(cost),
                    values.of(shadow),
                    values.of(announce),
                    values.orNull(name),
                    values.of(room),
                    new Prefixes(values.of(v4), values.of(v6)),
                    values.of(otherwise),
                    stored == null ? null : new Store(stored, values.of(onFailure), values.of(nodes)));
        };
    }

    private static Rate usual(List<Per> per, Algorithm algorithm) {
        if (algorithm == Algorithm.TOKEN_BUCKET || algorithm == Algorithm.LEAKY_BUCKET) {
            return BUCKET_RATE;
        }
        Rate usual = per.size() == 1 ? per.getFirst().usual() : null;
        if (usual == null) {
            throw new IllegalArgumentException("\"limit\" is missing, expected how many in how long, such as 100/min");
        }
        return usual;
    }

    private static long burst(Algorithm algorithm, Rate rate, boolean usual, @Nullable Integer wanted) {
        if (wanted != null) {
            return wanted;
        }
        return switch (algorithm) {
            case TOKEN_BUCKET -> usual ? BUCKET_SIZE : rate.amount();
            case LEAKY_BUCKET -> BUCKET_SIZE;
            case GCRA -> 1;
            case FIXED_WINDOW, SLIDING_WINDOW, SLIDING_LOG -> rate.amount();
        };
    }

    /** Refuses what cannot be meant. */
    LimitConfig {
        per = List.copyOf(per);
        if (per.isEmpty()) {
            throw new IllegalArgumentException("expected at least one of what each has a quota");
        }
        if (algorithm == Algorithm.SLIDING_LOG && rate.amount() > LOG_LARGEST) {
            throw new IllegalArgumentException("a sliding-log remembers each of at most " + LOG_LARGEST
                    + " requests; a sliding-window counts more");
        }
        limit("", algorithm, rate, burst);
        if (cost > burst) {
            throw new IllegalArgumentException("no request could ever pass: one costs more than the whole limit");
        }
    }

    private static Limit limit(String name, Algorithm algorithm, Rate rate, long burst) {
        return new Limit(name, algorithm, rate.amount(), rate.periodNanos(), burst);
    }

    /** What clients, logs and metrics call it. */
    String shown() {
        return name != null ? name : per.stream().map(Per::word).collect(Collectors.joining("+"));
    }

    /** The limit as it is counted on a route: those of other routes are others, but for what is everybody's. */
    Limit on(String route) {
        boolean everywhere = name != null || per.contains(new Per.Global());
        return limit(everywhere ? shown() : route + " " + shown(), algorithm, rate, burst);
    }

    /** True if this limit and one of the same name can count together: what differs is at most what a request costs and meets. */
    boolean countsWith(LimitConfig other) {
        return per.equals(other.per)
                && rate.equals(other.rate)
                && algorithm == other.algorithm
                && burst == other.burst
                && keys == other.keys
                && prefixes.equals(other.prefixes)
                && Objects.equals(store, other.store);
    }

    /** True if it goes by who asks. */
    boolean goesByWho() {
        return per.stream().anyMatch(Per::needsIdentity);
    }

    /** For how many keys there must be room. */
    int room() {
        return per.stream().allMatch(one -> one instanceof Per.Route || one instanceof Per.Global) ? KEYS_LEAST : keys;
    }
}
