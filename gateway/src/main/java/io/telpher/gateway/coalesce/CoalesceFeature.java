package io.telpher.gateway.coalesce;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.resilience.coalesce.CoalesceLimits;
import io.telpher.resilience.coalesce.Coalescing;

/** Makes one of identical requests that are under way together. */
public final class CoalesceFeature implements Feature<CoalesceConfig> {

    @Override
    public String key() {
        return "coalesce";
    }

    @Override
    public String help() {
        return "Makes one of identical requests that are under way together; all get its response.";
    }

    @Override
    public Shape<CoalesceConfig> shape() {
        return CoalesceConfig.SHAPE;
    }

    @Override
    public HttpFilter filter(CoalesceConfig config, FeatureContext context) {
        Coalescing<HttpRequest, HttpResponse> coalescing = new Coalescing<>(
                HttpTraits.INSTANCE,
                new Sameness(config),
                context.waiter(),
                Thread::startVirtualThread,
                new CoalesceLimits(config.patience().toNanos(), config.bodyBytesMax()),
                new CoalesceMetrics(context.route(), context.metrics()));
        return coalescing::call;
    }
}
