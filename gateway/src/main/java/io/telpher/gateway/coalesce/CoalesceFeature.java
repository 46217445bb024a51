package io.telpher.gateway.coalesce;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.resilience.coalesce.AcrossNodes;
import io.telpher.resilience.coalesce.CoalesceLimits;
import io.telpher.resilience.coalesce.Coalescing;
import java.util.UUID;

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
        Sameness sameness = new Sameness(config);
        CoalesceLimits limits = new CoalesceLimits(config.patience().toNanos(), config.bodyBytesMax());
        Coalescing<HttpRequest, HttpResponse> here = new Coalescing<>(
                HttpTraits.INSTANCE,
                sameness,
                context.waiter(),
                Thread::startVirtualThread,
                limits,
                new CoalesceMetrics(context.route(), context.metrics()));
        if (config.store() == null) {
            return here::call;
        }
        return here.then(new AcrossNodes<>(
                context.stores().values(config.store()),
                HttpTraits.INSTANCE,
                new StoredReplies(config.bodyBytesMax()),
                // Two routes may send the same request to different upstreams.
                request -> context.route() + ' ' + sameness.inStore(request),
                context.waiter(),
                Thread::startVirtualThread,
                () -> UUID.randomUUID().toString(),
                limits,
                new CoalesceMetrics.Across(context.route(), context.metrics())))::call;
    }
}
