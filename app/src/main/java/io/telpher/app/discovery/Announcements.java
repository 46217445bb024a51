package io.telpher.app.discovery;

import io.telpher.core.Waiter;
import io.telpher.core.discovery.Announced;
import io.telpher.core.metrics.Metrics;
import io.telpher.engines.discovery.Registries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The services that are announced now. */
public final class Announcements implements AutoCloseable {
    private final Waiter waiter;
    private final Metrics metrics;
    private final RandomGenerator dice = RandomGenerator.getDefault();
    private Map<AnnounceConfig, Announced> current = Map.of();

    /** Nothing is announced yet. */
    public Announcements(Waiter waiter, Metrics metrics) {
        this.waiter = waiter;
        this.metrics = metrics;
    }

    /**
     * Gets ready to announce these and no others; those that stand already go on.
     *
     * @return what makes it so
     * @throws IOException if a file cannot be used
     */
    public synchronized Runnable ready(List<AnnounceConfig> wanted) throws IOException {
        Map<AnnounceConfig, Announced> next = new LinkedHashMap<>();
        for (AnnounceConfig config : wanted) {
            Announced known = current.get(config);
            next.put(
                    config,
                    known != null
                            ? known
                            : new Announced(
                                    Registries.registry(config.registry()),
                                    config.id(),
                                    config.endpoint(),
                                    waiter,
                                    dice,
                                    metrics));
        }
        return () -> take(next);
    }

    private synchronized void take(Map<AnnounceConfig, Announced> next) {
        Map<AnnounceConfig, Announced> before = current;
        current = next;
        List<Announced> gone = new ArrayList<>();
        before.forEach((config, one) -> {
            if (!next.containsKey(config)) {
                gone.add(one);
            }
        });
        gone.forEach(Announced::close); // first, since one that only changed may have the same name
        next.forEach((config, one) -> {
            if (!before.containsKey(config)) {
                one.start();
            }
        });
    }

    /** Withdraws all of them, before anybody is refused. */
    @Override
    public void close() {
        take(Map.of());
    }
}
