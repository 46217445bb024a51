package io.telpher.app.cli;

import io.telpher.app.Source;
import io.telpher.core.Json;
import io.telpher.core.config.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The problems of one file as text for people, each with the line it stands in, or as values for JSON. */
public final class ProblemReport {
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";
    /** Longer lines are cut, so that the caret stays on the screen. */
    private static final int MAX_WIDTH = 120;

    private final Source source;
    private final boolean coloured;

    /** The problems of this source; where it has no lines, none is quoted. */
    public ProblemReport(Source source, boolean coloured) {
        this.source = source;
        this.coloured = coloured;
    }

    /** Every problem, then nothing: the summary is {@link #summary}. */
    public String text(List<Problem> problems) {
        StringBuilder out = new StringBuilder();
        for (Problem problem : problems) {
            boolean error = problem.severity() == Problem.Severity.ERROR;
            out.append(colour(BOLD, problem.location() + ": "));
            out.append(colour(error ? RED : YELLOW, error ? "error: " : "warning: "));
            out.append(problem.path().isEmpty() ? "" : problem.path() + ": ");
            out.append(shown(problem.message())).append('\n');
            excerpt(out, problem, error ? RED : YELLOW);
        }
        return out.toString();
    }

    private void excerpt(StringBuilder out, Problem problem, String hue) {
        String line = source.line(problem.location());
        if (line.isBlank()) {
            return;
        }
        int column = Math.min(line.length(), offset(line, problem.location().column()));
        int from = Math.max(0, Math.min(column - MAX_WIDTH / 2, line.length() - MAX_WIDTH));
        String cut = line.substring(from, Math.min(line.length(), from + MAX_WIDTH));
        String number = "%5d | ".formatted(problem.location().line());
        out.append(colour(DIM, number)).append(shown(cut)).append('\n');
        out.append(colour(DIM, " ".repeat(number.length() - 2) + "| "));
        out.append(" ".repeat(column - from)).append(colour(hue, "^")).append('\n');
    }

    /** Columns count characters, strings count UTF-16 units. */
    private static int offset(String line, int column) {
        int characters = Math.min(column - 1, line.codePointCount(0, line.length()));
        return line.offsetByCodePoints(0, characters);
    }

    /** Control characters must not reach the terminal; tabs become single blanks so that the caret stays in place. */
    private static String shown(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            if (Character.isISOControl(out.charAt(i))) {
                out.setCharAt(i, out.charAt(i) == '\t' ? ' ' : '?');
            }
        }
        return out.toString();
    }

    private String colour(String hue, String text) {
        return coloured ? hue + text + PLAIN : text;
    }

    /** {@code 2 errors, 1 warning}. */
    static String summary(List<Problem> problems) {
        int errors = errors(problems);
        int warnings = problems.size() - errors;
        String text = count(errors, "error");
        return warnings == 0 ? text : text + ", " + count(warnings, "warning");
    }

    static int errors(List<Problem> problems) {
        return (int) problems.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .count();
    }

    private static String count(int number, String noun) {
        return (number == 0 ? "no" : String.valueOf(number)) + " " + noun + (number == 1 ? "" : "s");
    }

    /** A problem as {@link Json} takes it. */
    static Map<String, Object> json(Problem problem) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("severity", problem.severity() == Problem.Severity.ERROR ? "error" : "warning");
        members.put("file", problem.location().file());
        members.put("line", problem.location().line());
        members.put("column", problem.location().column());
        members.put("path", problem.path());
        members.put("message", problem.message());
        return members;
    }
}
