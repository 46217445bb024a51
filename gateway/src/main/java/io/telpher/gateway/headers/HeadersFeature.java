package io.telpher.gateway.headers;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;

/** Sets, adds and removes fields of requests and responses. */
public final class HeadersFeature implements Feature<HeadersConfig> {

    @Override
    public String key() {
        return "headers";
    }

    @Override
    public String help() {
        return "Sets, adds and removes fields of requests and responses.";
    }

    @Override
    public Shape<HeadersConfig> shape() {
        return HeadersConfig.SHAPE;
    }

    @Override
    public boolean onEveryAnswer() {
        return true;
    }

    @Override
    public boolean minds(HeadersConfig config) {
        return !config.request().isEmpty();
    }

    @Override
    public HttpFilter filter(HeadersConfig config, FeatureContext context) {
        return new HeadersFilter(config);
    }
}
