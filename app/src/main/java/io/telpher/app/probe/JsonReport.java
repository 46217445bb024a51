package io.telpher.app.probe;

import io.telpher.core.Json;
import java.util.Locale;

/** A report for programs: the same facts in the same order. */
final class JsonReport {
    private JsonReport() {}

    static String of(Report report) {
        return Json.pretty(Json.members()
                .put("url", report.url())
                .put("ok", !report.broken())
                .put("total_ms", Durations.millis(report.totalNanos()))
                .put("layers", report.phases().stream().map(JsonReport::phase).toList()));
    }

    private static Json.Members phase(Phase phase) {
        return Json.members()
                .put("layer", phase.layer())
                .put("name", phase.name())
                .put("start_ms", Durations.millis(phase.startNanos()))
                .put("took_ms", Durations.millis(phase.tookNanos()))
                .put("ok", !phase.broken())
                .put("facts", phase.facts().stream().map(JsonReport::fact).toList());
    }

    private static Json.Members fact(Fact fact) {
        return Json.members()
                .put("name", fact.label().replace(' ', '_'))
                .put("mark", fact.mark().name().toLowerCase(Locale.ROOT))
                .put("value", fact.value())
                .put("text", String.join("; ", fact.lines()));
    }
}
