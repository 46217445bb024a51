package io.telpher.gateway.timeout;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.resilience.deadline.TimeLimit;

/** Gives each request so long, whatever is done for it. */
public final class TimeoutFeature implements Feature<TimeoutConfig> {

    @Override
    public String key() {
        return "timeout";
    }

    @Override
    public String help() {
        return "How long a request may take, all attempts together; what is left of it is handed down.";
    }

    @Override
    public Shape<TimeoutConfig> shape() {
        return TimeoutConfig.SHAPE;
    }

    @Override
    public boolean minds(TimeoutConfig config) {
        return false;
    }

    @Override
    public HttpFilter filter(TimeoutConfig config, FeatureContext context) {
        long reserveNanos = config.reserve().toNanos();
        TimeLimit<HttpRequest, HttpResponse> limit =
                new TimeLimit<>(HttpTraits.INSTANCE, config.request().toNanos());
        return (request, next) -> {
            request.exchange().reserve(reserveNanos);
            return limit.call(request, next);
        };
    }
}
