package io.telpher.testkit.caching;

import io.telpher.testkit.caching.CacheCase.Answer;
import io.telpher.testkit.caching.CacheCase.Step;
import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.time.Eventually;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares a step's response, and what the origin saw meanwhile, with what is expected. Unless a step says otherwise, the status
 * and the content are those of the last answer that the origin gave and that was not 304. {@code kept} is {@code stored} where just
 * that is the rule.
 */
record Judge(
        CaseRun run,
        int number,
        Step step,
        RawMessage response,
        List<RawMessage> early,
        List<RawMessage> asked,
        List<Answered> answers) {

    /** An answer that the origin gave, and in which step. */
    record Answered(int step, Answer answer) {}

    /** What the case stands upon is not done by this cache, and need not be. */
    static final class NotApplicable extends AssertionError {
        private static final long serialVersionUID = 1;

        NotApplicable(String wrong) {
            super(wrong);
        }
    }

    private static final Pattern COMPARED = Pattern.compile("([\\w-]+) ([<>]=) (\\d+)");
    private static final Pattern EQUAL = Pattern.compile("([\\w-]+): ?(.*)");

    void judge() throws Exception {
        optional(!run.askedOtherwise(), "the origin was asked without the condition, or the range");
        boolean status = false;
        boolean content = false;
        for (String line : step.expected()) {
            expect(line);
            status |= line.startsWith("status ");
            content |= line.startsWith("content");
        }
        Answered last = lastWhole();
        if (!status && last != null) {
            same("status", last.answer().status(), response.status());
        }
        if (!content
                && last != null
                && response.status() == 200
                && !step.method().equals("HEAD")) {
            same("content", run.content(last.step()), response.text());
        }
    }

    private @Nullable Answered lastWhole() {
        return answers.stream()
                .filter(one -> one.answer().status() != 304 && one.answer().status() != 0)
                .reduce((first, second) -> second)
                .orElse(null);
    }

    private void expect(String line) throws Exception {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
            case "stored" -> optional(asked.isEmpty(), "the origin was asked");
            case "kept" -> truly(asked.isEmpty(), "the origin was asked");
            case "asked" ->
                same("requests at the origin", words.length > 1 ? Integer.parseInt(words[1]) : 1, asked.size());
            case "validated" -> validated();
            case "behind" -> {
                int want = words.length > 1 ? Integer.parseInt(words[1]) : 1;
                Eventually.see(asked::size, size -> size >= want);
            }
            case "status" -> status(words[1]);
            case "content" -> content(words[1]);
            case "content:" -> same("content", words.length > 1 ? words[1] : "", response.text());
            case "early" ->
                truly(
                        early.stream()
                                .anyMatch(one -> one.head().contains(" " + words[1].replaceFirst(" .*", "") + " ")
                                        && one.head().contains(words[1].replaceFirst("^\\S+ ?", ""))),
                        "no such interim response: " + words[1]);
            case "origin" -> {
                truly(!asked.isEmpty(), "the origin was not asked");
                field(asked.getLast(), words[1], "the origin's request");
            }
            default -> field(response, line, "the response");
        }
    }

    private void status(String wanted) {
        String seen = Integer.toString(response.status());
        truly(wanted.equals("any") || seen.matches(wanted.replace('x', '.')), "status is " + seen + ", not " + wanted);
    }

    private void content(String wanted) {
        if (!wanted.equals("any")) {
            same("content", run.content(Integer.parseInt(wanted) - 1), response.text());
        }
    }

    private void validated() {
        RawMessage first = asked.isEmpty() ? response : asked.getFirst();
        optional(
                asked.size() == 1 && (first.has("If-None-Match") || first.has("If-Modified-Since")),
                "the origin was not asked, or without a condition");
    }

    /** Nobody has to store or to validate: where a case asks what happens then, it cannot be judged of whoever does not. */
    private void optional(boolean right, String wrong) {
        if (!right && run.mustHold()) {
            throw new NotApplicable(wrong);
        }
        truly(right, wrong);
    }

    private void field(RawMessage message, String line, String where) {
        if (line.startsWith("!")) {
            truly(!message.has(line.substring(1)), where + " has " + line.substring(1));
            return;
        }
        Matcher compared = COMPARED.matcher(line);
        Matcher equal = EQUAL.matcher(line);
        if (compared.matches()) {
            String value = message.first(compared.group(1));
            truly(value.matches("\\d+"), where + " has " + compared.group(1) + ": " + value);
            long bound = Long.parseLong(compared.group(3));
            boolean right =
                    compared.group(2).equals(">=") ? Long.parseLong(value) >= bound : Long.parseLong(value) <= bound;
            truly(
                    right,
                    where + " has " + compared.group(1) + ": " + value + ", not " + compared.group(2) + " " + bound);
        } else if (equal.matches()) {
            String expected = CaseOrigin.filled(equal.group(2), run);
            same(where + "'s " + equal.group(1), expected, String.join(", ", message.all(equal.group(1))));
        } else {
            truly(message.has(line), where + " has no " + line);
        }
    }

    private static void same(String what, Object expected, Object seen) {
        truly(expected.equals(seen), what + " is \"" + seen + "\", not \"" + expected + "\"");
    }

    private static void truly(boolean right, String wrong) {
        if (!right) {
            throw new AssertionError(wrong);
        }
    }
}
