package io.telpher.gateway.ratelimitservice;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;

/** Serves Envoy's rate limit service. */
public final class ServiceFeature implements Feature<ServiceConfig> {

    @Override
    public String key() {
        return "rate-limit-service";
    }

    @Override
    public String help() {
        return "Tells others' proxies whether to limit, by Envoy's protocol.";
    }

    @Override
    public Shape<ServiceConfig> shape() {
        return ServiceConfig.SHAPE;
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public HttpFilter filter(ServiceConfig config, FeatureContext context) {
        return new ServiceFilter(new Domains(config, context));
    }
}
