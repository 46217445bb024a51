package io.telpher.gateway.ratelimit;

import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limiter;
import io.telpher.core.metrics.Counter;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpRequest;
import io.telpher.resilience.limit.GuardedLimiter;
import io.telpher.resilience.limit.LocalLimit;
import io.telpher.resilience.limit.LocalLimiter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The limits of a route that nodes count together, those of one store in one batch. */
final class SharedLimits {
    private final Map<LimitConfig.Store, Limiter> stores = new LinkedHashMap<>();
    private final Map<LimitConfig.Store, List<UsedLimit>> limits = new LinkedHashMap<>();

    SharedLimits(List<UsedLimit> all, FeatureContext context) {
        for (UsedLimit limit : all) {
            LimitConfig.Store store = limit.config().store();
            if (store != null) {
                limits.computeIfAbsent(store, _ -> new ArrayList<>()).add(limit);
                stores.computeIfAbsent(store, key -> guarded(key, context));
            }
        }
    }

    private static Limiter guarded(LimitConfig.Store store, FeatureContext context) {
        Counter failures = context.metrics()
                .counter(
                        "telpher_rate_limit_store_failures_total",
                        "How often a store of limits could not be asked.",
                        "store")
                .with(store.name());
        LimitClock clock = LimitClock.of(context);
        Limiter local = context.living()
                .adopt(
                        LocalLimiter.class,
                        "while " + store + " is away",
                        () -> new LocalLimiter(clock, LocalLimit.KEYS_DEFAULT, new Counter()));
        return new GuardedLimiter(
                context.stores().limits(store.name()),
                local,
                store.onFailure(),
                store.nodes(),
                _ -> failures.increment());
    }

    boolean isEmpty() {
        return limits.isEmpty();
    }

    /** Asks them, and those of further stores only if none refuses. */
    List<Asked.Answer> ask(HttpRequest request, long patienceNanos) throws Exception {
        List<Asked.Answer> answers = new ArrayList<>();
        for (Map.Entry<LimitConfig.Store, Limiter> store : stores.entrySet()) {
            List<UsedLimit> used = limits.getOrDefault(store.getKey(), List.of());
            answers.addAll(ask(used, store.getValue(), request, patienceNanos));
            if (answers.stream().anyMatch(Asked.Answer::refuses)) {
                break;
            }
        }
        answers.forEach(answer -> answer.limit().count(answer.decision().allowed()));
        return answers;
    }

    private static List<Asked.Answer> ask(
            List<UsedLimit> limits, Limiter limiter, HttpRequest request, long patienceNanos) throws Exception {
        List<UsedLimit> used = new ArrayList<>();
        List<Check> checks = new ArrayList<>();
        List<Asked.Answer> answers = new ArrayList<>();
        for (UsedLimit limit : limits) {
            String key = limit.key(request);
            if (key != null) {
                used.add(limit);
                checks.add(new Check(
                        limit.limit(),
                        limit.stored(key),
                        limit.config().cost(),
                        !limit.config().shadow(),
                        limit.config().shadow() ? Check.PATIENT : patienceNanos));
            } else if (limit.refusesWithoutKey()) {
                answers.add(new Asked.Answer(limit, null, LocalLimits.NO_KEY));
            }
        }
        if (checks.isEmpty() || answers.stream().anyMatch(Asked.Answer::refuses)) {
            return answers;
        }
        List<Decision> decisions = limiter.check(checks);
        for (int i = 0; i < used.size(); i++) {
            answers.add(new Asked.Answer(used.get(i), checks.get(i).key(), decisions.get(i)));
        }
        return answers;
    }
}
