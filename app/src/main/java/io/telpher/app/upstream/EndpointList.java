package io.telpher.app.upstream;

import io.telpher.app.discovery.Discoveries;
import io.telpher.core.Resolver;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the endpoints of one upstream come from: its list, or what is found. */
final class EndpointList implements AutoCloseable {
    private final Discoveries discoveries;
    private final Discoveries.@Nullable Key key;
    private final Resolver resolver;

    /** @throws IOException if a file that the way of finding them names cannot be used */
    EndpointList(String upstream, UpstreamConfig config, Discoveries discoveries) throws IOException {
        this.discoveries = discoveries;
        this.key = config.discover() == null ? null : new Discoveries.Key(upstream, config.discover());
        this.resolver = key == null ? Resolver.fixed(config.endpoints()) : discoveries.take(key);
    }

    Resolver resolver() {
        return resolver;
    }

    @Override
    public void close() {
        if (key != null) {
            discoveries.leave(key);
        }
    }
}
