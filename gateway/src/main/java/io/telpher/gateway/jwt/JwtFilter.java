package io.telpher.gateway.jwt;

import io.telpher.core.Service;
import io.telpher.core.Verdict;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.jwt.Finding.Bad;
import io.telpher.gateway.jwt.Finding.Good;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpGate;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets pass who shows a token that is believed and says what it must. As a gate it refuses who shows none, or something that is
 * none, which needs no thread.
 */
final class JwtFilter implements HttpFilter, HttpGate {
    private final JwtConfig config;
    private final Verifier verifier;
    private final Counts counts;

    JwtFilter(JwtConfig config, Verifier verifier, String route, Metrics metrics) {
        this.config = config;
        this.verifier = verifier;
        this.counts = new Counts(route, metrics);
    }

    @Override
    public Verdict<HttpResponse> admit(HttpRequest head) {
        Fault fault = atOnce(bearer(head));
        return fault == null ? Verdict.admit() : new Verdict.Answer<>(refused(head, fault));
    }

    private Bearer bearer(HttpRequest request) {
        return Bearer.of(request.fields(), config.rules().bytesMax());
    }

    private @Nullable Fault atOnce(Bearer bearer) {
        return switch (bearer) {
            case Bearer.Absent _ -> config.optional() ? null : Fault.MISSING;
            case Bearer.Bad(Fault fault) -> fault;
            case Bearer.Token _ -> null;
        };
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        Bearer bearer = bearer(request);
        Fault fault = atOnce(bearer);
        Claims claims = null;
        if (fault == null && bearer instanceof Bearer.Token(String token)) {
            switch (found(token)) {
                case Bad bad -> fault = bad.fault();
                case Good good -> claims = good.claims();
            }
        }
        if (claims != null) {
            request.exchange().identity(claims);
            fault = config.demands().metBy(claims) ? null : Fault.CLAIMS;
        }
        if (fault != null) {
            request.body().discard();
            return refused(request, fault);
        }
        (claims == null ? counts.anonymous : counts.accepted).increment();
        return next.call(request.withFields(config.headers().on(request.fields(), claims, config.forward())));
    }

    private Finding found(String token) throws InterruptedException {
        String digest = Verifier.digest(token);
        Finding known = verifier.recall(digest);
        if (known != null) {
            return known;
        }
        counts.verified.increment();
        return verifier.verify(token, digest);
    }

    private HttpResponse refused(HttpRequest request, Fault fault) {
        counts.refused(fault);
        request.exchange().distrust(fault.word());
        return Challenge.of(fault, config.demands().scopes());
    }

    /** What is counted of a route. */
    private static final class Counts {
        private final Counter accepted;
        private final Counter anonymous;
        private final Counter verified;
        private final Map<Fault, Counter> refused = new EnumMap<>(Fault.class);

        private Counts(String route, Metrics metrics) {
            Family<Counter> all = metrics.counter(
                    "telpher_jwt_total", "Requests of routes with jwt, by what became of them.", "route", "outcome");
            this.accepted = all.with(route, "accepted");
            this.anonymous = all.with(route, "anonymous");
            for (Fault fault : Fault.values()) {
                refused.put(fault, all.with(route, fault.word()));
            }
            this.verified = metrics.counter(
                            "telpher_jwt_verified_total", "Tokens that were not remembered: verified anew.", "route")
                    .with(route);
        }

        private void refused(Fault fault) {
            Counter counter = refused.get(fault);
            if (counter != null) {
                counter.increment();
            }
        }
    }
}
