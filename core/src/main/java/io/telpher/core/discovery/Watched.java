package io.telpher.core.discovery;

import io.telpher.core.Backoff;
import io.telpher.core.Endpoint;
import io.telpher.core.Resolver;
import io.telpher.core.Subscription;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints that a {@link Source} tells of. While the source is away the last list stands, the log and the metrics say so,
 * and it is asked again by the back-off of retries, so that a registry that comes back does not meet everybody at once.
 */
public final class Watched implements Resolver {
    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

    private final String name;
    private final Source source;
    private final Waiter waiter;
    private final RandomGenerator dice;
    private final DiscoveryMetrics.OfUpstream metrics;
    private volatile @Nullable String away;

    /**
     * Watches for one upstream.
     *
     * @param name the upstream's, for log and metrics
     */
    public Watched(String name, Source source, Waiter waiter, RandomGenerator dice, Metrics metrics) {
        this.name = name;
        this.source = source;
        this.waiter = waiter;
        this.dice = dice;
        this.metrics = DiscoveryMetrics.of(metrics, name);
    }

    @Override
    public Subscription follow(Consumer<List<Endpoint>> listener) {
        Watch watch = new Watch(listener);
        Thread thread = Thread.ofVirtual().name("discover " + name).start(watch);
        return () -> {
            watch.closed = true;
            thread.interrupt();
        };
    }

    @Override
    public @Nullable String away() {
        return away;
    }

    private final class Watch implements Runnable {
        private final Consumer<List<Endpoint>> listener;
        private volatile boolean closed;
        private int tries;

        Watch(Consumer<List<Endpoint>> listener) {
            this.listener = listener;
        }

        @Override
        public void run() {
            try {
                while (!closed) {
                    try {
                        source.watch(this::told, waiter);
                    } catch (IOException | RuntimeException trouble) {
                        lost(trouble);
                        waiter.sleep(Backoff.DEFAULT.delayNanos(tries++, dice.nextDouble()));
                    }
                }
            } catch (InterruptedException end) {
                LOG.debug("upstream {}: {} is watched no more", name, source.text());
            } finally {
                metrics.gone();
            }
        }

        private void told(List<Endpoint> endpoints) {
            if (closed) {
                return;
            }
            tries = 0;
            if (away != null) {
                away = null;
                LOG.info("upstream {}: {} is back", name, source.text());
            }
            metrics.told(endpoints.size());
            listener.accept(endpoints);
        }

        private void lost(Exception trouble) {
            if (closed) {
                return;
            }
            metrics.away();
            String why = trouble.getMessage() == null ? trouble.toString() : trouble.getMessage();
            if (away == null) { // once, not at each try
                LOG.warn(
                        "upstream {}: {} is away ({}): the last known list of endpoints stands until it is back",
                        name,
                        source.text(),
                        why);
            }
            away = source.text() + " is away: " + why;
            if (trouble instanceof RuntimeException bug) {
                LOG.error("upstream {}: watching {} failed by a bug", name, source.text(), bug);
            }
        }
    }
}
