package io.telpher.gateway.ratelimit;

import io.telpher.core.Service;
import io.telpher.core.Waiter;
import io.telpher.core.limit.Check;
import io.telpher.core.limit.Decision;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Problem;
import java.util.List;

/** Limits that are asked on a request's thread, after others that have let it pass: those of this process, then those of stores. */
final class Stage {
    private final LocalLimits local;
    private final SharedLimits shared;
    private final LimitClock clock;
    private final Waiter waiter;

    Stage(List<UsedLimit> limits, FeatureContext context) {
        this.local = new LocalLimits(
                limits.stream().filter(limit -> limit.local() != null).toList());
        this.shared = new SharedLimits(
                limits.stream().filter(limit -> limit.local() == null).toList(), context);
        this.clock = LimitClock.of(context);
        this.waiter = context.waiter();
    }

    boolean isEmpty() {
        return local.isEmpty() && shared.isEmpty();
    }

    /** Asks them unless the request has been refused; notes what all have said; refuses, or passes it on when it is its turn. */
    HttpResponse after(Asked first, HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        Asked.Answer refusal = first.refusal();
        long wait = 0;
        if (refusal == null && !isEmpty()) {
            Asked later = ask(first, request);
            refusal = later.refusal();
            wait = later.waitNanos();
            request.exchange().limited(first.and(later));
        } else {
            request.exchange().limited(first);
        }
        if (refusal != null) {
            request.body().discard();
            return refused(refusal);
        }
        if (wait > 0) {
            waiter.sleep(wait);
        }
        return next.call(request);
    }

    /** What these say. If one of them refuses, what was taken before is given back, but for what was taken in a store. */
    private Asked ask(Asked first, HttpRequest request) throws Exception {
        long patience = patienceNanos(request);
        long now = clock.nanos();
        Asked here = Asked.of(first.by(), now, local.ask(request, patience, now));
        if (here.refusal() != null) {
            first.giveBack();
            return here;
        }
        Asked there = Asked.of(first.by(), clock.nanos(), shared.ask(request, patience));
        if (there.refusal() != null) {
            first.giveBack();
            here.giveBack();
        }
        return here.and(there);
    }

    /** A turn after its deadline is of no use to anybody. */
    private long patienceNanos(HttpRequest request) {
        long deadline = request.exchange().deadlineNanos();
        return deadline == 0
                ? Check.PATIENT
                : Math.max(0, deadline - waiter.ticker().nanos());
    }

    static HttpResponse refused(Asked.Answer refusal) {
        long retry = refusal.decision().retryNanos();
        if (retry == Decision.NEVER) {
            return Problem.of(429, "The request lacks what its rate limit goes by.");
        }
        String seconds = String.valueOf(Math.max(1, LimitFields.seconds(retry)));
        return Problem.of(429, "Too many requests. Try again in " + seconds + " s.")
                .with(FieldName.RETRY_AFTER, seconds);
    }
}
