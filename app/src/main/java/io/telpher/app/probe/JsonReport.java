package io.telpher.app.probe;

import java.util.List;
import java.util.Locale;

/** A report for programs: the same facts in the same order. */
final class JsonReport {
    private JsonReport() {}

    static String of(Report report) {
        return new Json.Members(List.of(
                        Json.member("url", report.url()),
                        Json.member("ok", new Json.Flag(!report.broken())),
                        Json.member("total_ms", new Json.Millis(report.totalNanos())),
                        Json.member(
                                "layers",
                                new Json.Items(report.phases().stream()
                                        .map(JsonReport::phase)
                                        .toList()))))
                .write();
    }

    private static Json phase(Phase phase) {
        return new Json.Members(List.of(
                Json.member("layer", phase.layer()),
                Json.member("name", phase.name()),
                Json.member("start_ms", new Json.Millis(phase.startNanos())),
                Json.member("took_ms", new Json.Millis(phase.tookNanos())),
                Json.member("ok", new Json.Flag(!phase.broken())),
                Json.member(
                        "facts",
                        new Json.Items(
                                phase.facts().stream().map(JsonReport::fact).toList()))));
    }

    private static Json fact(Fact fact) {
        return new Json.Members(List.of(
                Json.member("name", fact.label().replace(' ', '_')),
                Json.member("mark", fact.mark().name().toLowerCase(Locale.ROOT)),
                Json.member("value", fact.value()),
                Json.member("text", String.join("; ", fact.lines()))));
    }
}
