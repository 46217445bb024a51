package io.telpher.gateway.cache;

import io.telpher.cache.filter.CacheFilter;
import io.telpher.core.Service;
import io.telpher.core.Verdict;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpGate;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Placement;
import io.telpher.http.Problem;
import java.security.SecureRandom;

/**
 * A cache as one tier of several: what it asks for carries its name in {@code CDN-Loop}, and what comes with that name has gone
 * in a circle and is refused (RFC 8586), before it could wait for itself.
 */
final class Tier implements HttpFilter, HttpGate {
    private static final FieldName CDN_LOOP = FieldName.of("cdn-loop");

    private final Name name;
    private final CacheFilter cache;

    Tier(Name name, CacheFilter cache) {
        this.name = name;
        this.cache = cache;
    }

    /** What a process is called in {@code CDN-Loop}: nobody else's, and telling nothing of it. */
    record Name(String text) {
        static Name made() {
            return new Name("telpher-" + Long.toHexString(new SecureRandom().nextLong()));
        }
    }

    @Override
    public Placement placement() {
        return cache.placement();
    }

    @Override
    public Verdict<HttpResponse> admit(HttpRequest head) {
        return cache.admit(head);
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        if (isLooping(request)) {
            request.body().discard();
            return Problem.of(508, "The request has been here before: caches ask each other in a circle (RFC 8586).");
        }
        return cache.call(request, asked -> next.call(named(asked)));
    }

    private boolean isLooping(HttpRequest request) {
        String passed = request.fields().joined(CDN_LOOP);
        if (passed == null) {
            return false;
        }
        for (String each : passed.split(",", -1)) {
            int parameters = each.indexOf(';');
            if ((parameters < 0 ? each : each.substring(0, parameters)).strip().equals(name.text)) {
                return true;
            }
        }
        return false;
    }

    private HttpRequest named(HttpRequest request) {
        return request.withFields(
                request.fields().edit().add(CDN_LOOP, name.text).done());
    }
}
