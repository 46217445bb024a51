package io.telpher.gateway.redirect;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpResponse;

/** Answers every request of a route with a redirect (RFC 9110 §15.4). */
public final class RedirectFeature implements Feature<RedirectConfig> {

    @Override
    public String key() {
        return "redirect";
    }

    @Override
    public String help() {
        return "Sends clients elsewhere.";
    }

    @Override
    public Shape<RedirectConfig> shape() {
        return RedirectConfig.SHAPE;
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public HttpFilter filter(RedirectConfig config, FeatureContext context) {
        return (request, next) -> {
            request.body().discard();
            return HttpResponse.of(config.status())
                    .with(FieldName.LOCATION, config.to().fill(request));
        };
    }
}
