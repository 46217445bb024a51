package io.telpher.app.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Metrics as a scraper reads them: every line must be one that it understands. */
record Exposition(List<Sample> samples) {
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) [a-z_:][a-z0-9_:]* .*");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_:][a-z0-9_:]*)(?:\\{((?:[a-z_]+=\"(?:[^\"\\\\]|\\\\.)*\",?)*)})? (\\S+)");

    /** One number. */
    record Sample(String name, String labels, double value) {

        boolean has(String... wanted) {
            for (String label : wanted) {
                if (!("," + labels + ",").contains("," + label + ",")) {
                    return false;
                }
            }
            return true;
        }
    }

    static Exposition parse(String text) {
        List<Sample> samples = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.isEmpty() || COMMENT.matcher(line).matches()) {
                continue;
            }
            Matcher matcher = SAMPLE.matcher(line);
            if (!matcher.matches()) {
                throw new AssertionError("not a line of the text format: " + line);
            }
            String labels = matcher.group(2) == null ? "" : matcher.group(2);
            samples.add(new Sample(matcher.group(1), labels, Double.parseDouble(matcher.group(3))));
        }
        return new Exposition(samples);
    }

    /** The sum of the samples of a name with labels such as {@code upstream="web"}. */
    double sum(String name, String... labels) {
        return samples.stream()
                .filter(sample -> sample.name.equals(name) && sample.has(labels))
                .mapToDouble(Sample::value)
                .sum();
    }

    boolean has(String name) {
        return samples.stream().anyMatch(sample -> sample.name.equals(name));
    }
}
