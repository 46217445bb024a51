package io.telpher.gateway.priority;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;

/** Says who is refused first when not everybody can be served. */
public final class PriorityFeature implements Feature<PriorityConfig> {

    @Override
    public String key() {
        return "priority";
    }

    @Override
    public String help() {
        return "Who is refused first when not everybody can be served.";
    }

    @Override
    public Shape<PriorityConfig> shape() {
        return PriorityConfig.SHAPE;
    }

    @Override
    public boolean minds(PriorityConfig config) {
        return false;
    }

    @Override
    public HttpFilter filter(PriorityConfig config, FeatureContext context) {
        FieldName field = config.field();
        return (request, next) -> {
            request.exchange()
                    .priority(config.of(field == null ? null : request.fields().value(field)));
            return next.call(request);
        };
    }
}
