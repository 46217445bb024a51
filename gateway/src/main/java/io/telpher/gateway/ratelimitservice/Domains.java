package io.telpher.gateway.ratelimitservice;

import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.core.limit.Limit;
import io.telpher.core.limit.Limiter;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.ratelimit.Algorithms;
import io.telpher.gateway.ratelimit.LimitClock;
import io.telpher.gateway.ratelimit.Rate;
import io.telpher.gateway.ratelimitservice.wire.Answer;
import io.telpher.gateway.ratelimitservice.wire.Question;
import io.telpher.gateway.ratelimitservice.wire.Question.Descriptor;
import io.telpher.gateway.ratelimitservice.wire.Question.Entry;
import io.telpher.resilience.limit.LocalLimit;
import io.telpher.resilience.limit.LocalLimiter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Answers questions by the limits of their domains, each descriptor for itself, as Envoy's service does. */
final class Domains {
    /** How many limits of clients' own are taken up; after that the configured ones go for all. */
    private static final int OVERRIDES_MAX = 100;

    private static final long DAY_NANOS = 86_400_000_000_000L;
    /** By their numbers in the protocol; years are longer than limits may be. */
    private static final long[] UNIT_NANOS = {
        0, 1_000_000_000L, 60_000_000_000L, 3_600_000_000_000L, DAY_NANOS, 31 * DAY_NANOS
    };

    private final Map<String, DomainConfig> domains = new HashMap<>();
    private final Limiter limiter;
    private final Family<Counter> counts;
    private final Set<Limit> overrides = ConcurrentHashMap.newKeySet();

    Domains(ServiceConfig config, FeatureContext context) {
        config.domains().forEach(domain -> domains.put(domain.domain(), domain));
        Counter shared = context.metrics()
                .counter(
                        "telpher_rate_limit_shared_total",
                        "Keys that had to go on where another stood, as there were too many.",
                        "limit")
                .with("service");
        LimitClock clock = LimitClock.of(context);
        this.limiter = context.living()
                .adopt(
                        LocalLimiter.class,
                        config.toString(),
                        () -> new LocalLimiter(clock, LocalLimit.KEYS_DEFAULT, shared));
        this.counts = context.metrics()
                .counter(
                        "telpher_rate_limit_service_total",
                        "Descriptors that others' proxies asked about.",
                        "domain",
                        "limit",
                        "outcome");
    }

    /** A descriptor with what goes for it. */
    private record Asked(Rule rule, Check check) {}

    Answer answer(Question question) throws Exception {
        DomainConfig domain = domains.get(question.domain());
        List<@Nullable Asked> asked = new ArrayList<>();
        List<Check> checks = new ArrayList<>();
        for (Descriptor descriptor : question.descriptors()) {
            Rule rule = domain == null ? null : domain.rule(descriptor.entries());
            Asked one = rule == null ? null : new Asked(rule, check(question, descriptor, rule));
            asked.add(one);
            if (one != null) {
                checks.add(one.check);
            }
        }
        return answer(question.domain(), asked, limiter.check(checks));
    }

    private Check check(Question question, Descriptor descriptor, Rule rule) {
        long hits = descriptor.hits() > 0 ? descriptor.hits() : question.hits();
        Limit limit = limit(descriptor, rule);
        return new Check(limit, key(question.domain(), descriptor), Math.min(hits, Limit.AMOUNT_MAX), false);
    }

    private Limit limit(Descriptor descriptor, Rule rule) {
        Question.OwnLimit wanted = descriptor.override();
        if (wanted == null
                || wanted.requests() < 1
                || wanted.requests() > Limit.AMOUNT_MAX
                || wanted.unit() < 1
                || wanted.unit() >= UNIT_NANOS.length) {
            return rule.limit();
        }
        Rate rate = new Rate(wanted.requests(), UNIT_NANOS[wanted.unit()]);
        Algorithm counted = rule.limit().algorithm() == Algorithm.FIXED_WINDOW
                ? Algorithm.FIXED_WINDOW
                : Algorithms.chosen(Algorithm.SLIDING_WINDOW, rate);
        Limit limit = Limit.window(rule.limit().name(), counted, rate.amount(), rate.periodNanos());
        return overrides.contains(limit) || (overrides.size() < OVERRIDES_MAX && overrides.add(limit))
                ? limit
                : rule.limit();
    }

    /** Lengths before the texts, so that no two descriptors are one key. */
    private static String key(String domain, Descriptor descriptor) {
        StringBuilder key = new StringBuilder(domain);
        for (Entry entry : descriptor.entries()) {
            key.append('|').append(entry.key().length()).append(' ').append(entry.key());
            key.append('=').append(entry.value().length()).append(' ').append(entry.value());
        }
        return key.toString();
    }

    private Answer answer(String domain, List<@Nullable Asked> asked, List<Decision> decisions) {
        List<Answer.Status> statuses = new ArrayList<>();
        boolean over = false;
        int next = 0;
        for (Asked one : asked) {
            if (one == null) {
                statuses.add(new Answer.Status(false, null, 0, 0));
                continue;
            }
            Decision decision = decisions.get(next++);
            boolean refused = !decision.allowed() && !one.rule.shadow();
            over |= refused;
            count(domain, one, decision.allowed());
            statuses.add(
                    new Answer.Status(refused, told(one.check.limit()), decision.remaining(), decision.resetNanos()));
        }
        return new Answer(over, statuses);
    }

    private void count(String domain, Asked one, boolean allowed) {
        String outcome = allowed ? "allowed" : one.rule.shadow() ? "shadow" : "refused";
        counts.with(domain, one.rule.limit().name(), outcome).increment();
    }

    private static Answer.Current told(Limit limit) {
        int unit = 0;
        for (int i = 1; i < UNIT_NANOS.length; i++) {
            unit = UNIT_NANOS[i] == limit.periodNanos() ? i : unit;
        }
        return new Answer.Current(limit.name(), limit.amount(), unit);
    }
}
