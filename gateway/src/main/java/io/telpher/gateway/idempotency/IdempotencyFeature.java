package io.telpher.gateway.idempotency;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;
import io.telpher.resilience.idempotency.Once;
import io.telpher.resilience.idempotency.OnceLimits;

/** Executes a request with an {@code Idempotency-Key} once. */
public final class IdempotencyFeature implements Feature<IdempotencyConfig> {

    @Override
    public String key() {
        return "idempotency";
    }

    @Override
    public String help() {
        return "Executes a request with an Idempotency-Key once; repeats get the answer that was kept.";
    }

    @Override
    public Shape<IdempotencyConfig> shape() {
        return IdempotencyConfig.SHAPE;
    }

    @Override
    public HttpFilter filter(IdempotencyConfig config, FeatureContext context) {
        return new IdempotencyFilter(
                config,
                context,
                new Once<>(
                        context.stores().values(config.store()),
                        OnceLimits.waiting(config.leaseNanos(), config.waitNanos()),
                        new KeptAnswers(config.answerBytesMax()),
                        context.waiter(),
                        Thread.ofVirtual().name("once on " + context.route()).factory()));
    }
}
