package io.telpher.core.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The process's numbers. Each room names its families here; whoever exports them walks the four maps. Asking again for a
 * family of the same name gives the same one.
 */
public final class Metrics {
    private final Map<String, Family<Counter>> counters = new ConcurrentSkipListMap<>();
    private final Map<String, Family<Gauge>> gauges = new ConcurrentSkipListMap<>();
    private final Map<String, Family<Histogram>> histograms = new ConcurrentSkipListMap<>();
    private final Map<String, Reading> readings = new ConcurrentSkipListMap<>();

    /**
     * A number that is asked for when it is exported.
     *
     * @param name its name
     * @param help what it says, for people
     * @param value gives it
     */
    public record Reading(String name, String help, DoubleSupplier value) {}

    /** A counter with labels; its name ends in {@code _total}. */
    public Family<Counter> counter(String name, String help, String... labels) {
        if (!name.endsWith("_total")) {
            throw new IllegalArgumentException("a counter's name ends in _total: " + name);
        }
        refuse(gauges.containsKey(stem(name)) || readings.containsKey(stem(name)), name);
        return family(counters, name, help, labels, Counter::new);
    }

    private static String stem(String counter) {
        return counter.substring(0, counter.length() - "_total".length());
    }

    /** To who reads the export, a counter's name is that before {@code _total}: nothing else may have it. */
    private static void refuse(boolean taken, String name) {
        if (taken) {
            throw new IllegalArgumentException("a gauge and a counter of one name: " + name);
        }
    }

    /** A gauge with labels. */
    public Family<Gauge> gauge(String name, String help, String... labels) {
        refuse(counters.containsKey(name + "_total"), name);
        return family(gauges, name, help, labels, Gauge::new);
    }

    /** A histogram of latencies with labels; its name ends in {@code _seconds}. */
    public Family<Histogram> histogram(String name, String help, String... labels) {
        if (!name.endsWith("_seconds")) {
            throw new IllegalArgumentException("a histogram's name ends in _seconds: " + name);
        }
        return family(histograms, name, help, labels, Histogram::new);
    }

    /** A number that is asked for when it is exported. */
    public void reading(String name, String help, DoubleSupplier value) {
        refuse(counters.containsKey(name + "_total"), name);
        readings.put(name, new Reading(name, help, value));
    }

    private static <M> Family<M> family(
            Map<String, Family<M>> all, String name, String help, String[] labels, Supplier<M> factory) {
        return all.computeIfAbsent(name, key -> new Family<>(key, help, List.of(labels), factory));
    }

    /** All counters by name. */
    public Map<String, Family<Counter>> counters() {
        return new TreeMap<>(counters);
    }

    /** All gauges by name. */
    public Map<String, Family<Gauge>> gauges() {
        return new TreeMap<>(gauges);
    }

    /** All histograms by name. */
    public Map<String, Family<Histogram>> histograms() {
        return new TreeMap<>(histograms);
    }

    /** All readings by name. */
    public Map<String, Reading> readings() {
        return new TreeMap<>(readings);
    }
}
