package io.telpher.app.discovery;

import io.telpher.core.Shared;
import io.telpher.core.Timers;
import io.telpher.core.Waiter;
import io.telpher.core.discovery.Source;
import io.telpher.core.discovery.Watched;
import io.telpher.core.metrics.Metrics;
import io.telpher.engines.discovery.Dns;
import io.telpher.engines.discovery.Registries;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is followed to find endpoints. It lives as long as the process. */
public final class Discoveries {
    private static final Logger LOG = LoggerFactory.getLogger(Discoveries.class);

    /** How long a start or a reload waits for the first list; it then goes on without. */
    private static final long FIRST_NANOS = 3_000_000_000L;

    private final Timers timers;
    private final Waiter waiter;
    private final Metrics metrics;
    private final RandomGenerator dice = RandomGenerator.getDefault();
    private final Shared<Key, Discovered> all = new Shared<>(Discovered::close);

    /** What two upstreams must want alike to share a list. */
    public record Key(String upstream, DiscoverConfig config) {}

    /** Nothing is followed yet. */
    public Discoveries(Timers timers, Metrics metrics) {
        this.timers = timers;
        this.waiter = new Waiter(timers);
        this.metrics = metrics;
    }

    /** Takes hold of a list, and waits a while for it if it is new. @throws IOException if a file cannot be used */
    public Discovered take(Key key) throws IOException {
        Discovered taken = all.<IOException>take(
                key, () -> new Discovered(new Watched(key.upstream, source(key.config), waiter, dice, metrics)));
        try {
            if (!taken.await(waiter, FIRST_NANOS)) {
                LOG.warn(
                        "upstream {}: no endpoints were found within 3 s; requests are refused until there are some",
                        key.upstream);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return taken;
    }

    /** Lets go of a list. */
    public void leave(Key key) {
        all.leave(key);
    }

    private Source source(DiscoverConfig config) throws IOException {
        return switch (config) {
            case DiscoverConfig.InFile file -> new EndpointFile(file.file(), timers);
            case DiscoverConfig.Named named -> new Dns(named.dns());
            case DiscoverConfig.Registered registered -> Registries.source(registered.registry());
        };
    }
}
