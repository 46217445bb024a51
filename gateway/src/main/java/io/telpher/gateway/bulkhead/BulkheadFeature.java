package io.telpher.gateway.bulkhead;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.resilience.bulkhead.Bulkhead;
import io.telpher.resilience.bulkhead.BulkheadConfig;
import io.telpher.resilience.bulkhead.BulkheadFilter;
import io.telpher.resilience.bulkhead.BulkheadTold;

/** Bounds how many requests a route has under way. Whoever is under way stays counted when the configuration changes. */
public final class BulkheadFeature implements Feature<BulkheadConfig> {

    @Override
    public String key() {
        return "bulkhead";
    }

    @Override
    public String help() {
        return "How many requests of the route may be under way at once.";
    }

    @Override
    public Shape<BulkheadConfig> shape() {
        return BulkheadConfig.SHAPE;
    }

    @Override
    public HttpFilter filter(BulkheadConfig config, FeatureContext context) {
        Bulkhead bulkhead = context.living()
                .adopt(
                        Bulkhead.class,
                        "route " + context.route(),
                        () -> new Bulkhead(
                                config,
                                context.waiter(),
                                BulkheadTold.ofRoute(
                                        context.metrics(), context.waiter().ticker(), context.route())));
        bulkhead.configure(config);
        BulkheadFilter<HttpRequest, HttpResponse> filter =
                new BulkheadFilter<>("route " + context.route(), bulkhead, HttpTraits.INSTANCE);
        return filter::call;
    }
}
