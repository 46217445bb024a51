package io.telpher.engines.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.telpher.core.Failure;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.core.limit.Limiter;
import java.util.List;

/**
 * Limits that several nodes count together on Redis: exact, by the clock of the server that has the key, in one round trip for
 * all checks of a batch. Those of keys that are asked for often are answered from units on lease.
 *
 * <p>The binding checks of a batch are taken together on each server. If one is refused by one server, what another took is
 * given back, soon; places in queues are not.
 */
final class RedisLimiter implements Limiter {
    private final String prefix;
    private final LimitLanes lanes;
    private final Leases leases;

    RedisLimiter(String prefix, LimitLanes lanes, Leases leases) {
        this.prefix = prefix;
        this.lanes = lanes;
        this.leases = leases;
    }

    @Override
    public List<Decision> check(List<Check> checks) throws Failure, InterruptedException {
        if (checks.isEmpty()) {
            return List.of();
        }
        if (checks.size() == 1) {
            Check check = checks.getFirst();
            Decision local = leases.take(check);
            return List.of(local == null ? one(check) : local);
        }
        return new LimitBatch(checks, this, lanes, leases).check();
    }

    private Decision one(Check check) throws Failure, InterruptedException {
        LimitGroup group = new LimitGroup(List.of(ask(check)));
        String shard = lanes.shard(group.asks().getFirst().key());
        lanes.submit(shard, group);
        return lanes.await(shard, group).getFirst().decision(0);
    }

    LimitAsk ask(Check check) {
        return LimitAsk.take(
                check.limit(), key(prefix, check.limit(), check.key()), check.cost(), check.patienceNanos());
    }

    /**
     * The braces are Redis' hash tag: limits of one key are on one server, and are taken together. They are the only ones, and
     * there is something in them, or it would be another text that says which server.
     */
    static byte[] key(String prefix, Limit limit, String key) {
        String tag = key.isEmpty() ? "%" : unbraced(key);
        return (prefix + "rate_limit:" + unbraced(limit.name()) + ":{" + tag + "}").getBytes(UTF_8);
    }

    /** Routes such as {@code /users/{id}} give limits their names. */
    private static String unbraced(String text) {
        return text.indexOf('{') < 0 && text.indexOf('}') < 0 && text.indexOf('%') < 0
                ? text
                : text.replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
    }
}
