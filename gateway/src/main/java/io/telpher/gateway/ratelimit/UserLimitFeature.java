package io.telpher.gateway.ratelimit;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;

/** The limits of {@code rate-limit} that go by who asks: the same key, further in, where that is known. */
public final class UserLimitFeature implements Feature<RateLimitConfig> {

    @Override
    public String key() {
        return "rate-limit";
    }

    @Override
    public String help() {
        return "How often each user may ask.";
    }

    @Override
    public Shape<RateLimitConfig> shape() {
        return RateLimitConfig.SHAPE;
    }

    @Override
    public Feature<RateLimitConfig> restOf() {
        return new RateLimitFeature();
    }

    @Override
    public boolean acts(RateLimitConfig config) {
        return UserLimitFilter.acts(config);
    }

    @Override
    public HttpFilter filter(RateLimitConfig config, FeatureContext context) {
        return new UserLimitFilter(config, context);
    }
}
