package io.telpher.testkit.caching;

import io.telpher.testkit.caching.CacheCase.Answer;
import io.telpher.testkit.caching.CacheCase.Level;
import io.telpher.testkit.caching.CacheCase.Step;
import io.telpher.testkit.raw.RawMessage.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads cases from text:
 *
 * <pre>
 * == id | must | 9111 4.2.1 | what the cache does, as one sentence
 * ~ 1500                      what passes before the next request, in milliseconds
 * > GET ?a=1                  a request, with what stands behind the case's path; the next lines are its fields and content
 * > Range: bytes=0-4
 * > : content
 * < 200                       what the origin would answer, or "close"; "early 103 Link: ..." before
 * < Cache-Control: max-age=1
 * < : content
 * = stored                    what must be seen
 * </pre>
 *
 * A value {@code @-100} is the date of 100 seconds ago; {@code {path}} is the case's path. Lines that begin with # are for people.
 */
final class CaseReader {
    private static final Pattern METHOD = Pattern.compile("([A-Z-]+)(?: (\\S+))?");

    private final List<CacheCase> cases = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private String @Nullable [] head;
    private @Nullable Draft draft;
    private int waitMillis;

    private CaseReader() {}

    static List<CacheCase> read(String file, String text) {
        CaseReader reader = new CaseReader();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            try {
                reader.line(line);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(file + ":" + number + ": " + e.getMessage() + ": " + line, e);
            }
        }
        reader.endCase();
        return reader.cases;
    }

    private void line(String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        String rest = line.substring(2).strip();
        switch (line.substring(0, 2)) {
            case "==" -> begin(rest);
            case "~ " -> {
                endStep();
                waitMillis = Integer.parseInt(rest);
            }
            case "> " -> request(rest);
            case "< " -> step().answer(rest);
            case "= " -> step().expected.add(rest);
            default -> throw new IllegalArgumentException("not a line of a case");
        }
    }

    private void begin(String rest) {
        endCase();
        String[] parts = rest.split(" \\| ", 4);
        if (parts.length < 4) {
            throw new IllegalArgumentException("a case has an id, a level, a section and a sentence");
        }
        head = parts;
    }

    private void request(String rest) {
        var method = METHOD.matcher(rest);
        if (method.matches()) {
            endStep();
            String suffix = method.group(2);
            draft = new Draft(waitMillis, method.group(1), suffix == null ? "" : suffix);
            waitMillis = 0;
        } else if (rest.startsWith(":")) {
            step().content = rest.substring(1).strip();
        } else {
            step().fields.add(field(rest));
        }
    }

    private Draft step() {
        if (draft == null) {
            throw new IllegalArgumentException("before the first request");
        }
        return draft;
    }

    private static Line field(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a field");
        }
        return new Line(text.substring(0, colon), text.substring(colon + 1).strip());
    }

    private void endStep() {
        if (draft != null) {
            steps.add(draft.done());
            draft = null;
        }
    }

    private void endCase() {
        endStep();
        if (head != null) {
            Level level = Level.valueOf(head[1].strip().toUpperCase(Locale.ROOT));
            cases.add(new CacheCase(head[0].strip(), level, head[2].strip(), head[3].strip(), List.copyOf(steps)));
        }
        steps.clear();
        waitMillis = 0;
    }

    /** A step whose lines are still coming. */
    private static final class Draft {
        private final int waitMillis;
        private final String method;
        private final String suffix;
        private final List<Line> fields = new ArrayList<>();
        private final List<Line> answered = new ArrayList<>();
        private final List<String> expected = new ArrayList<>();
        private @Nullable String content;
        private int status = 200;
        private @Nullable String early;
        private @Nullable String answer;

        Draft(int waitMillis, String method, String suffix) {
            this.waitMillis = waitMillis;
            this.method = method;
            this.suffix = suffix;
        }

        void answer(String rest) {
            if (rest.equals("close")) {
                status = 0;
            } else if (rest.matches("\\d{3}")) {
                status = Integer.parseInt(rest);
            } else if (rest.startsWith("early ")) {
                early = rest.substring("early ".length());
            } else if (rest.startsWith(":")) {
                answer = rest.substring(1).strip();
            } else {
                answered.add(field(rest));
            }
        }

        Step done() {
            Answer said = new Answer(status, early, List.copyOf(answered), answer);
            return new Step(waitMillis, method, suffix, List.copyOf(fields), content, said, List.copyOf(expected));
        }
    }
}
