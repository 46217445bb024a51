package io.telpher.gateway.ratelimit;

import io.telpher.core.Service;
import io.telpher.core.Verdict;
import io.telpher.core.limit.Check;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpGate;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.util.List;

/**
 * Asks the limits of a route in one step, as a gate, so that refusing needs no thread and no identity. Then, as a filter,
 * asks queues, where it counts how much time a request has, and what is counted in stores, has those wait that a queue let in, and
 * tells everybody what is left. Those that go by who asks are left to a {@link UserLimitFilter}.
 */
final class RateLimitFilter implements HttpFilter, HttpGate {
    private final LocalLimits early;
    private final Stage late;
    private final LimitFields fields;
    private final LimitClock clock;

    RateLimitFilter(RateLimitConfig config, FeatureContext context) {
        List<UsedLimit> all = config.limits().stream()
                .map(limit -> new UsedLimit(limit, context))
                .toList();
        List<UsedLimit> limits =
                all.stream().filter(limit -> !limit.goesByWho()).toList();
        this.early = new LocalLimits(limits.stream()
                .filter(limit -> limit.local() != null && !limit.queues())
                .toList());
        this.late = new Stage(
                limits.stream()
                        .filter(limit -> limit.local() == null || limit.queues())
                        .toList(),
                context);
        this.fields = new LimitFields(all, context);
        this.clock = LimitClock.of(context);
    }

    @Override
    public Verdict<HttpResponse> admit(HttpRequest head) {
        Asked asked = asked(head);
        head.exchange().limited(asked);
        Asked.Answer refusal = asked.refusal();
        return refusal == null ? Verdict.admit() : new Verdict.Answer<>(fields.on(Stage.refused(refusal), asked));
    }

    private Asked asked(HttpRequest request) {
        long now = clock.nanos();
        return Asked.of(this, now, early.ask(request, Check.PATIENT, now));
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        // What the gate has asked, or asks now.
        Asked first =
                request.exchange().limited() instanceof Asked known && known.by() == this ? known : asked(request);
        HttpResponse response = late.after(first, request, next);
        return fields.on(response, request.exchange().limited() instanceof Asked all ? all : first);
    }
}
