package io.telpher.gateway.hsts;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;

/** Tells browsers to come by HTTPS only (RFC 6797). */
public final class HstsFeature implements Feature<HstsConfig> {

    @Override
    public String key() {
        return "hsts";
    }

    @Override
    public String help() {
        return "Tells browsers to come by HTTPS only.";
    }

    @Override
    public Shape<HstsConfig> shape() {
        return HstsConfig.SHAPE;
    }

    @Override
    public boolean onEveryAnswer() {
        return true;
    }

    @Override
    public boolean minds(HstsConfig config) {
        return false;
    }

    @Override
    public HttpFilter filter(HstsConfig config, FeatureContext context) {
        return new HstsFilter(config);
    }
}
