package io.telpher.core.discovery;

import io.telpher.core.Backoff;
import io.telpher.core.Component;
import io.telpher.core.Endpoint;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service that stands in a {@link Registry} while this is open; announced anew when the registry lost it or was away. */
public final class Announced implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Announced.class);

    private final Registry registry;
    private final String id;
    private final Endpoint endpoint;
    private final Waiter waiter;
    private final RandomGenerator dice;
    private final DiscoveryMetrics.OfService metrics;
    private volatile boolean closed;
    private boolean away;
    private int tries;
    private @Nullable Thread thread;

    /**
     * An announcement that has not begun.
     *
     * @param id its name among those who announce the same service
     */
    public Announced(
            Registry registry, String id, Endpoint endpoint, Waiter waiter, RandomGenerator dice, Metrics metrics) {
        this.registry = registry;
        this.id = id;
        this.endpoint = endpoint;
        this.waiter = waiter;
        this.dice = dice;
        this.metrics = DiscoveryMetrics.announced(metrics, id);
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("announce " + id).start(this::announce);
    }

    private void announce() {
        try {
            while (!closed) {
                try {
                    registry.hold(id, endpoint, waiter, this::held);
                } catch (IOException trouble) {
                    lost(trouble);
                    waiter.sleep(Backoff.DEFAULT.delayNanos(tries++, dice.nextDouble()));
                }
            }
        } catch (InterruptedException end) {
            LOG.debug("{} is announced no more by {}", endpoint, registry.text());
        } finally {
            metrics.gone();
        }
    }

    private void held() {
        tries = 0;
        away = false;
        metrics.held();
        LOG.info("{} is announced by {} as {}", endpoint, registry.text(), id);
    }

    private void lost(IOException trouble) {
        metrics.lost();
        if (!away && !closed) {
            away = true;
            LOG.warn(
                    "{} is not announced: {} is away ({}); it is tried again",
                    endpoint,
                    registry.text(),
                    trouble.getMessage());
        }
    }

    /** Withdraws the announcement, waiting for the registry to say so for as long as a question may take. */
    @Override
    public void close() {
        closed = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
