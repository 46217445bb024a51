package io.telpher.gateway.ratelimit;

import io.telpher.core.Service;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;

/**
 * Asks the limits of a route that go by who asks, once that is known. Clients are told of them, with all others, by the
 * {@link RateLimitFilter} further out.
 */
final class UserLimitFilter implements HttpFilter {
    private final Stage stage;

    UserLimitFilter(RateLimitConfig config, FeatureContext context) {
        this.stage = new Stage(
                config.limits().stream()
                        .filter(LimitConfig::goesByWho)
                        .map(limit -> new UsedLimit(limit, context))
                        .toList(),
                context);
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        return request.exchange().limited() instanceof Asked first
                ? stage.after(first, request, next)
                : next.call(request);
    }

    static boolean acts(RateLimitConfig config) {
        return config.limits().stream().anyMatch(LimitConfig::goesByWho);
    }
}
