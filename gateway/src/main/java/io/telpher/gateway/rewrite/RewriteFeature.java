package io.telpher.gateway.rewrite;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;

/** Changes the path on its way to the upstream. */
public final class RewriteFeature implements Feature<RewriteConfig> {

    @Override
    public String key() {
        return "rewrite";
    }

    @Override
    public String help() {
        return "Changes the path on its way to the upstream.";
    }

    @Override
    public Shape<RewriteConfig> shape() {
        return RewriteConfig.SHAPE;
    }

    @Override
    public HttpFilter filter(RewriteConfig config, FeatureContext context) {
        return new RewriteFilter(config);
    }
}
