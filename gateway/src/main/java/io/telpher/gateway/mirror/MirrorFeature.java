package io.telpher.gateway.mirror;

import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;

/** Sends a copy of some requests to another upstream. */
public final class MirrorFeature implements Feature<MirrorConfig> {

    @Override
    public String key() {
        return "mirror";
    }

    @Override
    public String help() {
        return "Sends a copy of some requests to another upstream, whose answers nobody waits for.";
    }

    @Override
    public Shape<MirrorConfig> shape() {
        return MirrorConfig.SHAPE;
    }

    @Override
    public HttpFilter filter(MirrorConfig config, FeatureContext context) {
        Copies copies = new Copies(config, context, context.upstreams().apply(config.to()), Thread::startVirtualThread);
        return new MirrorFilter(config, copies);
    }
}
