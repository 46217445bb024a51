package io.telpher.gateway.host;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;

/** Decides which host an upstream is asked for. */
public final class HostFeature implements Feature<HostConfig> {

    @Override
    public String key() {
        return "host";
    }

    @Override
    public String help() {
        return "Which host the upstream is asked for.";
    }

    @Override
    public Shape<HostConfig> shape() {
        return HostConfig.SHAPE;
    }

    @Override
    public HttpFilter filter(HostConfig config, FeatureContext context) {
        return new HostFilter(config);
    }
}
