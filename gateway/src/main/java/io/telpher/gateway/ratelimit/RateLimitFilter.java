package io.telpher.gateway.ratelimit;

import io.telpher.core.Service;
import io.telpher.core.Verdict;
import io.telpher.core.Waiter;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpGate;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Problem;
import io.telpher.resilience.limit.LocalChecks;
import io.telpher.resilience.limit.LocalLimit;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the limits of a route in one step, as a gate, so that refusing needs no thread and no identity. Then, as a filter,
 * asks those that go by who asks and queues, where it counts how much time a request has, has those wait that a queue let in,
 * and tells everybody what is left.
 */
final class RateLimitFilter implements HttpFilter, HttpGate {
    static final Decision NO_KEY = new Decision(false, 0, 0, Decision.NEVER, 0);

    private final List<UsedLimit> early;
    private final List<UsedLimit> late;
    private final SharedLimits shared;
    private final LimitFields fields;
    private final LimitClock clock;
    private final Waiter waiter;

    RateLimitFilter(RateLimitConfig config, FeatureContext context) {
        List<UsedLimit> limits = config.limits().stream()
                .map(limit -> new UsedLimit(limit, context))
                .toList();
        List<UsedLimit> own =
                limits.stream().filter(limit -> limit.local() != null).toList();
        this.early = own.stream().filter(limit -> !limit.asksLate()).toList();
        this.late = own.stream().filter(UsedLimit::asksLate).toList();
        this.shared = new SharedLimits(
                limits.stream().filter(limit -> limit.local() == null).toList(), context);
        this.fields = new LimitFields(limits, context.calendar());
        this.clock = LimitClock.of(context);
        this.waiter = context.waiter();
    }

    @Override
    public Verdict<HttpResponse> admit(HttpRequest head) {
        Asked asked = ask(early, head, Check.PATIENT);
        head.exchange().limited(asked);
        Asked.Answer refusal = asked.refusal();
        return refusal == null ? Verdict.admit() : new Verdict.Answer<>(refused(asked, refusal));
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        Asked asked = askAll(request);
        request.exchange().limited(asked);
        Asked.Answer refusal = asked.refusal();
        if (refusal != null) {
            request.body().discard();
            return refused(asked, refusal);
        }
        long wait = asked.waitNanos();
        if (wait > 0) {
            waiter.sleep(wait);
        }
        return fields.on(next.call(request), asked);
    }

    /** What the gate has asked, or asks now, and if that allows it those that need to know who asks. */
    private Asked askAll(HttpRequest request) throws Exception {
        Asked first = request.exchange().limited() instanceof Asked known && known.by() == this
                ? known
                : ask(early, request, Check.PATIENT);
        if (first.refusal() != null || (late.isEmpty() && shared.isEmpty())) {
            return first;
        }
        long patience = patienceNanos(request);
        Asked second = ask(late, request, patience);
        if (second.refusal() != null) {
            first.giveBack();
            return first.and(second);
        }
        Asked third = Asked.of(this, clock.nanos(), shared.ask(request, patience));
        if (third.refusal() != null) {
            first.giveBack();
            second.giveBack();
        }
        return first.and(second).and(third);
    }

    /** A turn after its deadline is of no use to anybody. */
    private long patienceNanos(HttpRequest request) {
        long deadline = request.exchange().deadlineNanos();
        return deadline == 0
                ? Check.PATIENT
                : Math.max(0, deadline - waiter.ticker().nanos());
    }

    private Asked ask(List<UsedLimit> limits, HttpRequest request, long patienceNanos) {
        long now = clock.nanos();
        if (limits.size() == 1) {
            return Asked.of(this, now, one(limits.getFirst(), request, patienceNanos, now));
        }
        List<UsedLimit> used = new ArrayList<>(limits.size());
        List<LocalChecks.Asked> checks = new ArrayList<>(limits.size());
        List<Asked.Answer> answers = new ArrayList<>(limits.size());
        for (UsedLimit limit : limits) {
            String key = limit.key(request);
            LocalLimit local = limit.local();
            if (key != null && local != null) {
                used.add(limit);
                checks.add(new LocalChecks.Asked(
                        local, key, limit.config().cost(), !limit.config().shadow(), patience(limit, patienceNanos)));
            } else if (key == null && limit.refusesWithoutKey()) {
                answers.add(new Asked.Answer(limit, null, NO_KEY));
            }
        }
        if (answers.isEmpty() && !checks.isEmpty()) {
            List<Decision> decisions = LocalChecks.check(checks, now);
            for (int i = 0; i < decisions.size(); i++) {
                answers.add(new Asked.Answer(used.get(i), checks.get(i).key(), decisions.get(i)));
            }
        }
        answers.forEach(answer -> answer.limit().count(answer.decision().allowed()));
        return Asked.of(this, now, answers);
    }

    /** Who would only be noted is not refused for his haste. */
    private static long patience(UsedLimit limit, long patienceNanos) {
        return limit.config().shadow() ? Check.PATIENT : patienceNanos;
    }

    /** Most routes have one, and need no step that is made of several. */
    private static List<Asked.Answer> one(UsedLimit limit, HttpRequest request, long patienceNanos, long now) {
        String key = limit.key(request);
        LocalLimit local = limit.local();
        if (key != null && local != null) {
            Decision decision = local.take(key, limit.config().cost(), patience(limit, patienceNanos), now);
            limit.count(decision.allowed());
            return List.of(new Asked.Answer(limit, key, decision));
        }
        if (key == null && limit.refusesWithoutKey()) {
            limit.count(false);
            return List.of(new Asked.Answer(limit, null, NO_KEY));
        }
        return List.of();
    }

    private HttpResponse refused(Asked asked, Asked.Answer refusal) {
        long retry = refusal.decision().retryNanos();
        if (retry == Decision.NEVER) {
            return fields.on(Problem.of(429, "The request lacks what its rate limit goes by."), asked);
        }
        String seconds = String.valueOf(Math.max(1, LimitFields.seconds(retry)));
        HttpResponse response = Problem.of(429, "Too many requests. Try again in " + seconds + " s.");
        return fields.on(response.with(FieldName.RETRY_AFTER, seconds), asked);
    }
}
