package io.telpher.gateway.retry;

import io.telpher.core.Filter;
import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpTraits;
import io.telpher.http.KeptBody;
import io.telpher.resilience.retry.Hedge;
import io.telpher.resilience.retry.Retry;
import io.telpher.resilience.retry.RetryBudget;
import io.telpher.resilience.retry.RetryMetrics;
import io.telpher.resilience.retry.RetryPolicy;
import java.util.concurrent.ThreadLocalRandom;

/** Makes a request again when it failed, and hedges one that is slow. */
public final class RetryFeature implements Feature<RetryConfig> {

    @Override
    public String key() {
        return "retry";
    }

    @Override
    public String help() {
        return "Makes a request again when it failed for a reason that may pass, and hedges one that is slow.";
    }

    @Override
    public Shape<RetryConfig> shape() {
        return RetryConfig.SHAPE;
    }

    @Override
    public HttpFilter filter(RetryConfig config, FeatureContext context) {
        long now = context.waiter().ticker().nanos();
        RetryConfig.Budget allowed = config.budget();
        RetryBudget budget = context.living()
                .adopt(
                        RetryBudget.class,
                        context.route() + '\n' + allowed,
                        () -> new RetryBudget(allowed.share(), allowed.free(), now));
        RetryMetrics metrics = new RetryMetrics(context.metrics(), context.route());
        RetryPolicy<HttpResponse> policy = new RetryPolicy<>(
                config.attempts(),
                config.backoff(),
                config.perTryNanos(),
                config.on().reasons(),
                config.on()::of);
        Filter<HttpRequest, HttpResponse> retry = new Retry<>(
                HttpTraits.INSTANCE,
                policy,
                budget,
                metrics,
                context.waiter(),
                () -> ThreadLocalRandom.current().nextDouble());
        HedgeConfig hedge = config.hedge();
        return new RetryFilter(
                hedge == null ? retry : retry.then(hedge(hedge, context, budget, metrics, now)), config.bufferBytes());
    }

    private static Filter<HttpRequest, HttpResponse> hedge(
            HedgeConfig config, FeatureContext context, RetryBudget budget, RetryMetrics metrics, long nowNanos) {
        return new Hedge<>(
                HttpTraits.INSTANCE,
                budget,
                metrics,
                context.waiter(),
                Thread.ofVirtual().name("hedge of " + context.route()).factory(),
                config.after().delay(nowNanos),
                config.most(),
                RetryFeature::whole);
    }

    private static boolean whole(HttpRequest request) {
        boolean here = request.body() instanceof KeptBody kept
                ? kept.whole()
                : request.body().replayable();
        return here && !request.fields().contains(FieldName.UPGRADE);
    }
}
