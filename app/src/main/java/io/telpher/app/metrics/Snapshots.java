package io.telpher.app.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Family;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Histogram;
import io.telpher.core.metrics.Metrics;
import java.util.Arrays;
import java.util.List;

/** What our numbers stand at, in the shapes that the exposition library writes. */
final class Snapshots {
    private static final String TOTAL = "_total";
    private static final double[] BOUNDS = withInfinity(Histogram.boundsSeconds());

    private Snapshots() {}

    private static double[] withInfinity(double[] bounds) {
        double[] all = Arrays.copyOf(bounds, bounds.length + 1);
        all[bounds.length] = Double.POSITIVE_INFINITY;
        return all;
    }

    static MetricSnapshots of(Metrics metrics) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        metrics.counters().values().forEach(family -> all.metricSnapshot(counter(family)));
        metrics.gauges().values().forEach(family -> all.metricSnapshot(gauge(family)));
        metrics.histograms().values().forEach(family -> all.metricSnapshot(histogram(family)));
        metrics.readings().values().forEach(reading -> all.metricSnapshot(reading(reading)));
        return all.build();
    }

    private static Labels labels(Family<?> family, List<String> values) {
        return Labels.of(family.labels(), values);
    }

    /** The library adds the ending itself. */
    private static String base(String name) {
        return name.substring(0, name.length() - TOTAL.length());
    }

    private static MetricSnapshot counter(Family<Counter> family) {
        CounterSnapshot.Builder snapshot =
                CounterSnapshot.builder().name(base(family.name())).help(family.help());
        family.forEach((values, member) -> snapshot.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels(family, values))
                .value((double) member.value())
                .build()));
        return snapshot.build();
    }

    private static MetricSnapshot gauge(Family<Gauge> family) {
        GaugeSnapshot.Builder snapshot =
                GaugeSnapshot.builder().name(family.name()).help(family.help());
        family.forEach((values, member) -> snapshot.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(labels(family, values))
                .value((double) member.value())
                .build()));
        return snapshot.build();
    }

    private static MetricSnapshot histogram(Family<Histogram> family) {
        HistogramSnapshot.Builder snapshot =
                HistogramSnapshot.builder().name(family.name()).help(family.help());
        family.forEach((values, member) -> snapshot.dataPoint(HistogramDataPointSnapshot.builder()
                .labels(labels(family, values))
                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, member.counts()))
                .sum(member.sumNanos() / 1e9)
                .build()));
        return snapshot.build();
    }

    private static MetricSnapshot reading(Metrics.Reading reading) {
        double value = reading.value().getAsDouble();
        if (reading.name().endsWith(TOTAL)) {
            return CounterSnapshot.builder()
                    .name(base(reading.name()))
                    .help(reading.help())
                    .dataPoint(CounterDataPointSnapshot.builder()
                            .value(Math.max(0, value))
                            .build())
                    .build();
        }
        return GaugeSnapshot.builder()
                .name(reading.name())
                .help(reading.help())
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build();
    }
}
