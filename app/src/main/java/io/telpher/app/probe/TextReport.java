package io.telpher.app.probe;

import java.util.List;

/** A report for people: a block for each layer, then the times as bars. */
final class TextReport {
    private static final int LABEL_WIDTH = 18;
    private static final int BAR_WIDTH = 40;

    private final Report report;
    private final boolean colour;
    private final StringBuilder out = new StringBuilder();

    private TextReport(Report report, boolean colour) {
        this.report = report;
        this.colour = colour;
    }

    static String of(Report report, boolean colour) {
        TextReport text = new TextReport(report, colour);
        text.write();
        return text.out.toString();
    }

    private void write() {
        out.append(painted("1", report.url())).append('\n');
        for (Phase phase : report.phases()) {
            block(phase);
        }
        bars();
    }

    private void block(Phase phase) {
        String title = "%-6s%s".formatted(phase.layer(), phase.name());
        String took = phase.tookNanos() == 0 ? "" : Durations.text(phase.tookNanos());
        out.append('\n')
                .append(painted("1;36", "%-60s%12s".formatted(title, took).stripTrailing()))
                .append('\n');
        for (Fact fact : phase.facts()) {
            fact(fact);
        }
    }

    private void fact(Fact fact) {
        String label = fact.label();
        List<String> lines = fact.lines();
        for (int i = 0; i < lines.size(); i++) {
            String sign = i > 0 ? "  " : sign(fact.mark());
            out.append("  ").append(sign).append(painted("2", padded(i > 0 ? "" : label)));
            out.append(' ').append(lines.get(i)).append('\n');
        }
    }

    private static String padded(String label) {
        return label + " ".repeat(Math.max(0, LABEL_WIDTH - label.length()));
    }

    private String sign(Mark mark) {
        return switch (mark) {
            case GOOD -> painted("32", "+ ");
            case PLAIN -> "  ";
            case DOUBTFUL -> painted("33", "? ");
            case BAD -> painted("31", "! ");
        };
    }

    private void bars() {
        out.append('\n');
        long total = Math.max(1, report.totalNanos());
        for (Phase phase : report.phases()) {
            if (phase.tookNanos() == 0) {
                continue;
            }
            int from = Math.clamp(phase.startNanos() * BAR_WIDTH / total, 0, BAR_WIDTH - 1);
            int length = Math.clamp(phase.tookNanos() * BAR_WIDTH / total, 1, BAR_WIDTH - from);
            out.append("  %-20s%12s  |".formatted(phase.name(), Durations.text(phase.tookNanos())));
            out.append(" ".repeat(from)).append(painted(phase.broken() ? "31" : "32", "#".repeat(length)));
            out.append(" ".repeat(BAR_WIDTH - from - length)).append("|\n");
        }
        out.append("  %-20s%12s%n".formatted("total", Durations.text(report.totalNanos())));
    }

    private String painted(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
