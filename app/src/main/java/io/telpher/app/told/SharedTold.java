package io.telpher.app.told;

import io.telpher.cache.store.shared.ObjectEvents;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the metrics of what a cache shares with other nodes. */
public final class SharedTold implements ObjectEvents {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.cache");

    private final String cache;
    private final Map<What, Counter> counters = new EnumMap<>(What.class);

    /** Tells of this cache. */
    public SharedTold(String cache, Metrics metrics) {
        this.cache = cache;
        Family<Counter> all = metrics.counter(
                "telpher_cache_shared_total",
                "What became of calls to where nodes keep responses together.",
                "cache",
                "outcome");
        for (What what : What.values()) {
            counters.put(what, all.with(cache, what.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public void count(What what) {
        Counter counter = counters.get(what);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void away(String why) {
        LOG.warn("the cache {} goes on without what other nodes have: {}", cache, why);
    }

    @Override
    public void back() {
        LOG.info("the cache {} shares with other nodes again", cache);
    }
}
