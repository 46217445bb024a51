package io.telpher.app.graph;

import io.telpher.app.CannotStart;
import io.telpher.app.Configuration;
import io.telpher.app.ConfigurationReader;
import io.telpher.app.Source;
import io.telpher.app.admin.Running.Loaded;
import io.telpher.app.admin.Running.Refused;
import io.telpher.app.admin.Running.Reload;
import io.telpher.app.cli.Failures;
import io.telpher.app.cli.ProblemReport;
import io.telpher.app.reload.Fingerprint;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the engine serve what its file says, when that changes or somebody asks; remembers what was refused, and why. */
final class Reloads {
    private static final Logger LOG = LoggerFactory.getLogger("telpher.reload");
    private static final double MILLI_NANOS = 1e6;

    private final Engine engine;
    private final Parts parts;
    private final @Nullable Path file;
    private final Family<Counter> counted;
    private final AtomicBoolean soon = new AtomicBoolean();
    private volatile Configuration last; // that could be read, whether it was taken or not
    private volatile Loaded loaded;
    private String seen;

    /** @param file null if the configuration has none */
    Reloads(Engine engine, Parts parts, @Nullable Path file, Configuration first, String text) {
        this.engine = engine;
        this.parts = parts;
        this.file = file;
        this.last = first;
        this.loaded = new Loaded(name(), Fingerprint.of(text), now(), 0, null);
        this.seen = state();
        this.counted = parts.metrics()
                .counter(
                        "telpher_reload_total", "Configurations that were taken or refused after the first.", "result");
        counted.with("taken");
        counted.with("refused");
        parts.metrics()
                .reading(
                        "telpher_config_refused",
                        "1 if the newest configuration was refused and an older one serves.",
                        () -> loaded.refused() == null ? 0 : 1);
        parts.metrics()
                .reading(
                        "telpher_config_loaded_timestamp_seconds",
                        "When the configuration that serves was taken.",
                        () -> loaded.since().toEpochMilli() / 1e3);
    }

    private String name() {
        return file == null ? "(built in)" : file.toString();
    }

    private Instant now() {
        return parts.calendar().instant();
    }

    /** The configuration's file and those that it names now: folders may hold others than before. Blocking. */
    List<Path> files() {
        return Stream.concat(Stream.ofNullable(file), last.files().stream()).toList();
    }

    /** What the file, and those that it names, hold now. */
    private String state() {
        return Fingerprint.of(file == null ? List.of() : List.of(file)) + Fingerprint.of(last.files());
    }

    /** Which configuration serves now. */
    Loaded loaded() {
        return loaded;
    }

    /** Reads the files again if they are not what was last looked at. */
    synchronized void changed() {
        if (!state().equals(seen)) {
            reload("a file has changed");
        }
    }

    /** Reads the files again, soon and on another thread; asked for several times at once, it does so once. */
    void reloadSoon(String why) {
        if (file != null && !soon.getAndSet(true)) {
            Thread.ofVirtual().name("reload").start(() -> {
                soon.set(false);
                reload(why);
            });
        }
    }

    /** Reads the files again and has the engine serve what they say, or says why not. */
    synchronized Reload reload(String why) {
        Path from = file;
        if (from == null) {
            return new Reload(false, "there is no file to read: this is the built-in configuration");
        }
        long began = parts.waiter().ticker().nanos();
        String before = Fingerprint.of(List.of(from)); // before reading: what is written meanwhile is looked at again
        ConfigurationReader.Reading reading = ConfigurationReader.read(from);
        Configuration next = reading.configuration();
        last = next == null ? last : next;
        seen = before + Fingerprint.of(last.files());
        if (next == null) {
            return refuse(told(reading));
        }
        try {
            String text = String.join("\n", reading.source().lines()) + "\n";
            engine.reload(next, text);
            return take(next, text, why, reading, parts.waiter().ticker().nanos() - began);
        } catch (CannotStart e) {
            return refuse(Failures.words(e));
        } catch (RuntimeException bug) {
            LOG.error("a mistake of ours while taking a configuration", bug);
            return refuse("a mistake of ours: " + bug);
        }
    }

    /** As {@code telpher check} says it, but for the excerpts: they may show secrets. */
    private static String told(ConfigurationReader.Reading reading) {
        Source bare = new Source(reading.source().file(), List.of());
        return new ProblemReport(bare, false).text(reading.problems()).stripTrailing();
    }

    private Reload take(Configuration next, String text, String why, ConfigurationReader.Reading reading, long nanos) {
        loaded = new Loaded(name(), Fingerprint.of(text), now(), loaded.reloads() + 1, null);
        counted.with("taken").increment();
        String what = "%s: %d listeners, %d routes, %d upstreams, digest %s, in %.1f ms"
                .formatted(
                        name(),
                        next.listeners().size(),
                        next.routes().size(),
                        next.upstreams().size(),
                        Fingerprint.brief(loaded.digest()),
                        nanos / MILLI_NANOS);
        LOG.info("a new configuration serves, because {}: {}", why, what);
        if (!reading.problems().isEmpty()) {
            LOG.warn("{}", told(reading));
        }
        return new Reload(true, what);
    }

    private Reload refuse(String why) {
        loaded = new Loaded(name(), loaded.digest(), loaded.since(), loaded.reloads(), new Refused(now(), why));
        counted.with("refused").increment();
        LOG.error(
                "the new configuration was refused, nothing has changed, digest {} goes on serving:\n{}",
                Fingerprint.brief(loaded.digest()),
                why);
        return new Reload(false, why);
    }
}
