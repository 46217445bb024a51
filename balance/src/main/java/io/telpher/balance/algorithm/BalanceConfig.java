package io.telpher.balance.algorithm;

import io.telpher.core.Endpoint;
import io.telpher.core.config.Location;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Problems;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How calls are shared out.
 *
 * @param algorithm the way
 * @param on what of a call is hashed; only consistent hashing looks at it
 * @param boundedLoad by how much an endpoint may exceed its share before consistent hashing passes it over, above 1;
 *     infinity if load does not count
 * @param ties how calls that belong together stay with one endpoint, or null if none do
 */
public record BalanceConfig(
        Algorithm algorithm,
        HashKey on,
        double boundedLoad,
        @Nullable Ties ties) {
    /** How much above its share an endpoint may be. */
    public static final double BOUNDED_LOAD = 1.25;

    private static final Mapping<BalanceConfig> HASH =
            Mapping.of("consistent-hash", "The same key to the same endpoint.", keys -> {
                var on = keys.optional(
                        "on",
                        Shapes.parsed("ip, path, url, header:NAME or cookie:NAME", HashKey::parse),
                        "ip",
                        "What of a call is hashed.");
                var bound = keys.optional(
                        "bounded-load",
                        Shapes.parsed("a number from 1.01 to 10, or off", BalanceConfig::bound),
                        "1.25",
                        "How much above its share an endpoint may be before the next one on the ring serves.");
                return values -> new BalanceConfig(Algorithm.CONSISTENT_HASH, values.of(on), values.of(bound));
            });

    /** What stands behind {@code balance:}: a word, or a mapping with settings for the one that has any. */
    public static final Shape<BalanceConfig> SHAPE = Shapes.anyOf(
            Shapes.choice(Algorithm.class).map(BalanceConfig::new),
            Mapping.of("balance", "How calls are shared out.", keys -> {
                var hash = keys.required("consistent-hash", HASH, "The same key to the same endpoint.");
                return values -> values.of(hash);
            }));

    /** Checks the range. */
    public BalanceConfig {
        if (!(boundedLoad > 1)) {
            throw new IllegalArgumentException("bounded load is above 1");
        }
    }

    /** An algorithm with its defaults; hashing is on the client's address. */
    public BalanceConfig(Algorithm algorithm) {
        this(algorithm, new HashKey.Ip(), BOUNDED_LOAD);
    }

    /** Without ties. */
    public BalanceConfig(Algorithm algorithm, HashKey on, double boundedLoad) {
        this(algorithm, on, boundedLoad, null);
    }

    /** This way for calls that are tied to nobody. */
    public BalanceConfig tied(Ties how) {
        return new BalanceConfig(algorithm, on, boundedLoad, how);
    }

    /** True if calls have keys. */
    public boolean keyed() {
        return ties != null || algorithm == Algorithm.CONSISTENT_HASH;
    }

    /**
     * True if a call with this key is placed by it, so that endpoints on the ramp serve some keys always and others never. A tie
     * that names an endpoint places nobody: it is the same for many calls.
     */
    public boolean hashes(long key) {
        return ties == null ? algorithm == Algorithm.CONSISTENT_HASH : ties.hashed() && key != Ties.NONE;
    }

    private static double bound(String text) {
        if (text.equals("off")) {
            return Double.POSITIVE_INFINITY;
        }
        double value = text.matches("\\d{1,2}(\\.\\d{1,4})?") ? Double.parseDouble(text) : 0;
        if (value < 1.01 || value > 10) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }

    /** Warns if endpoints have weights that make no difference. */
    public void check(List<Endpoint> endpoints, Location where, Problems problems) {
        if (!algorithm.weighs() && endpoints.stream().anyMatch(endpoint -> endpoint.weight() != 1)) {
            String better = algorithm == Algorithm.ROUND_ROBIN ? "; weighted-round-robin heeds them" : "";
            problems.warning(where, "this way of balancing does not heed the endpoints' weights" + better);
        }
    }

    /** A balancer of these candidates; {@code seed} decides where it begins. */
    public Balancer over(List<? extends Candidate> candidates, long seed) {
        Balancer balancer = untied(candidates, seed);
        return ties == null ? balancer : new Tied(ties, candidates, balancer);
    }

    private Balancer untied(List<? extends Candidate> candidates, long seed) {
        return switch (algorithm) {
            case ROUND_ROBIN -> new RoundRobin(candidates, seed);
            case WEIGHTED_ROUND_ROBIN -> new WeightedRoundRobin(candidates, seed);
            case LEAST_CONNECTIONS -> new LeastConnections(candidates, seed);
            case LEAST_RESPONSE_TIME -> new LeastResponseTime(candidates, seed);
            case RANDOM -> new RandomPick(candidates, seed);
            case CONSISTENT_HASH -> new ConsistentHash(candidates, boundedLoad);
        };
    }
}
