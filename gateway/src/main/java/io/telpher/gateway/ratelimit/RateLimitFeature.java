package io.telpher.gateway.ratelimit;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;

/** Refuses requests of those who ask too often, or lets them wait. */
public final class RateLimitFeature implements Feature<RateLimitConfig> {

    @Override
    public String key() {
        return "rate-limit";
    }

    @Override
    public String help() {
        return "How often each user, address or whatever else may ask.";
    }

    @Override
    public Shape<RateLimitConfig> shape() {
        return RateLimitConfig.SHAPE;
    }

    @Override
    public HttpFilter filter(RateLimitConfig config, FeatureContext context) {
        return new RateLimitFilter(config, context);
    }
}
