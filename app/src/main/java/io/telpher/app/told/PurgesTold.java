package io.telpher.app.told;

import io.telpher.cache.purge.PurgeEvents;
import io.telpher.cache.purge.Purging;
import io.telpher.cache.purge.SharedPurges;
import io.telpher.cache.store.Purge;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Metrics;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells the log and the metrics of purges. */
public final class PurgesTold implements PurgeEvents {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.purges");

    private final Counter here;
    private final Counter elsewhere;
    private final Counter changes;
    private final Counter missed;

    /** @param purges those of several nodes, or null */
    public PurgesTold(Metrics metrics, Supplier<@Nullable SharedPurges> purges) {
        Family<Counter> all = metrics.counter(
                "telpher_cache_purges_total", "Purges of caches, by where they were asked for.", "from");
        this.here = all.with("here");
        this.elsewhere = all.with("elsewhere");
        this.changes = all.with("changes");
        this.missed = metrics.counter(
                        "telpher_cache_purges_missed_total",
                        "How often it could not be known what other nodes had purged, so that all that was stored is validated.")
                .with();
        metrics.reading(
                "telpher_cache_purges_doubt",
                "1 while it is not known whether what is stored was purged by another node.",
                () -> {
                    SharedPurges shared = purges.get();
                    return shared != null && shared.doubts() ? 1 : 0;
                });
        metrics.reading("telpher_cache_purges_pending", "Purges that other nodes have not been told of.", () -> {
            SharedPurges shared = purges.get();
            return shared == null ? 0 : shared.pending();
        });
    }

    private static String text(Purge what) {
        return (what.soft() ? "softly " : "")
                + what.scope().name().toLowerCase(Locale.ROOT)
                + (what.name().isEmpty() ? "" : " " + what.name());
    }

    /** Somebody asked this node. */
    public void asked(Purge what, Purging.Purged done) {
        here.increment();
        LOG.atLevel(done.shared() == Purging.Shared.WAITING ? Level.WARN : Level.INFO)
                .log(
                        "purged {}: {} entries here, other nodes: {}, what they share: {}",
                        text(what),
                        done.entries(),
                        done.reach(),
                        done.shared());
    }

    @Override
    public void came(Purge what, boolean changed, long entries) {
        elsewhere.increment();
        LOG.atLevel(changed ? Level.DEBUG : Level.INFO)
                .log("another node {} {}: {} entries here", changed ? "changed" : "purged", text(what), entries);
    }

    @Override
    public void changed(int count) {
        changes.add(count);
    }

    @Override
    public void sent(int count) {
        LOG.debug("told the other nodes of {} purges", count);
    }

    @Override
    public void doubt(String why) {
        LOG.warn("it cannot be known what other nodes purge: {}", why);
    }

    @Override
    public void sure() {
        LOG.info("it is known again what other nodes purge");
    }

    @Override
    public void missed(String why) {
        missed.increment();
        LOG.warn("what is stored now will be validated before it is used: {}", why);
    }

    @Override
    public void unwritten(String why) {
        LOG.error(
                "the file \"purges\" in the state directory cannot be written, so that after a restart what is on disk is validated first: {}",
                why);
    }
}
