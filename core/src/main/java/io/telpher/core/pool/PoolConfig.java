package io.telpher.core.pool;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.time.Duration;

/**
 * The limits of a {@link Pool}.
 *
 * @param min connections that stay although they are idle
 * @param maxIdle idle connections that are kept at most
 * @param max connections that are open at most, idle or not
 * @param idle after which a connection that nobody uses is closed
 * @param testOnBorrow whether a connection is tested before it is lent again
 * @param maxWait how long a borrower waits for a connection when all are lent
 */
public record PoolConfig(int min, int maxIdle, int max, Duration idle, boolean testOnBorrow, Duration maxWait) {
    private static final Duration WAIT = Duration.ofSeconds(10);

    /** For anything: 10 stay, 100 at most, idle for 60 s. */
    public static final PoolConfig GENERIC = new PoolConfig(10, 100, 100, Duration.ofSeconds(60), false, WAIT);

    /** For a database: 50, tested on borrow, idle for 5 min. */
    public static final PoolConfig DATABASE = new PoolConfig(0, 50, 50, Duration.ofMinutes(5), true, WAIT);

    /** For HTTP: 10 kept idle, 100 at most, idle for 60 s. */
    public static final PoolConfig HTTP = new PoolConfig(0, 10, 100, Duration.ofSeconds(60), false, WAIT);

    /** How a pool is written in the configuration; what is left out is {@link #GENERIC}. */
    public static final Mapping<PoolConfig> SHAPE = Mapping.of("pool", "Connections that are kept for reuse.", keys -> {
        var count = Shapes.number(0, 100_000);
        var min = keys.optional("min", count, "Connections that stay although idle: 10, or max if that is less.");
        var maxIdle =
                keys.optional("max-idle", count, "Idle connections that are kept at most: as many as may be open.");
        var max = keys.optional("max", Shapes.number(1, 100_000), "100", "Connections that are open at most.");
        var idle = keys.optional("idle", Shapes.duration(), "60s", "After this an idle connection is closed.");
        var test = keys.optional("test-on-borrow", Shapes.bool(), "false", "Test a connection before it is lent.");
        var wait = keys.optional("max-wait", Shapes.duration(), "10s", "How long a borrower waits for one.");
        return values -> {
            int most = values.of(max);
            Integer least = values.orNull(min);
            Integer kept = values.orNull(maxIdle);
            return new PoolConfig(
                    least == null ? Math.min(GENERIC.min, kept == null ? most : kept) : least,
                    kept == null ? most : kept,
                    most,
                    values.of(idle),
                    values.of(test),
                    values.of(wait));
        };
    });

    /** Checks that the limits agree. */
    public PoolConfig {
        if (max < 1 || min < 0 || min > maxIdle || maxIdle > max) {
            throw new IllegalArgumentException(
                    "expected min <= max-idle <= max, found " + min + ", " + maxIdle + ", " + max);
        }
        if (!idle.isPositive() || maxWait.isNegative()) {
            throw new IllegalArgumentException("idle is above zero and max-wait not below");
        }
    }
}
