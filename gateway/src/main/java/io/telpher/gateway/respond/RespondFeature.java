package io.telpher.gateway.respond;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;

/** Answers every request of a route with the same response. */
public final class RespondFeature implements Feature<RespondConfig> {

    @Override
    public String key() {
        return "respond";
    }

    @Override
    public String help() {
        return "Answers with what is written here.";
    }

    @Override
    public Shape<RespondConfig> shape() {
        return RespondConfig.SHAPE;
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public HttpFilter filter(RespondConfig config, FeatureContext context) {
        return new RespondFilter(config.response());
    }
}
