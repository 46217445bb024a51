package io.telpher.app.probe;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What caches will do with an answer, in sentences (RFC 9111). */
final class CacheReading {
    private static final Set<Integer> HEURISTIC = Set.of(200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501);
    private static final int HEURISTIC_SHARE = 10;

    private final Answer answer;
    private final String method;
    private final Instant now;
    private final Map<String, String> directives;

    CacheReading(Answer answer, String method, Instant now) {
        this.answer = answer;
        this.method = method;
        this.now = now;
        this.directives = directives(answer.value("cache-control"));
    }

    /** The facts, the verdicts first. */
    List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        boolean shared = storable(true);
        boolean own = storable(false);
        facts.add(Fact.yesNo(
                "shared caches", shared, shared ? "may store it" : "do not store it: " + obstacle(true), Mark.PLAIN));
        facts.add(
                Fact.yesNo("browsers", own, own ? "may store it" : "do not store it: " + obstacle(false), Mark.PLAIN));
        if (own) {
            freshness(facts);
        }
        validation(facts);
        String vary = answer.value("vary");
        if (vary != null) {
            boolean all = vary.strip().equals("*");
            facts.add(Fact.plain(
                    "vary", all ? "* : no stored answer is ever reused" : "one stored answer for each " + vary));
        }
        String status = answer.value("cache-status");
        if (status != null) {
            facts.add(Fact.plain(
                    "cache-status", status + (hit(status) ? "  (a cache answered)" : "  (the origin answered)")));
        }
        return facts;
    }

    private boolean storable(boolean shared) {
        return obstacle(shared).isEmpty();
    }

    private String obstacle(boolean shared) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return "the method is " + method;
        }
        if (directives.containsKey("no-store")) {
            return "no-store";
        }
        if (shared && "".equals(directives.get("private"))) {
            return "private";
        }
        boolean explicit = directives.containsKey("max-age")
                || directives.containsKey("public")
                || answer.value("expires") != null
                || (shared && directives.containsKey("s-maxage"))
                || (!shared && directives.containsKey("private"));
        return explicit || HEURISTIC.contains(answer.status())
                ? ""
                : "status " + answer.status() + " without a lifetime";
    }

    private void freshness(List<Fact> facts) {
        Long age = seconds(answer.value("age"));
        Lifetime browser = lifetime(false);
        Lifetime shared = lifetime(true);
        facts.add(Fact.plain("fresh for", describe(browser, age), browser.seconds()));
        if (storable(true) && shared.seconds() != browser.seconds()) {
            facts.add(Fact.plain("shared fresh for", describe(shared, age), shared.seconds()));
        }
        if (directives.containsKey("no-cache")) {
            facts.add(Fact.plain("no-cache", "stored, but asked for again before every use"));
        }
        if (directives.containsKey("must-revalidate")) {
            facts.add(Fact.plain("must-revalidate", "never served stale"));
        }
        if (directives.containsKey("immutable")) {
            facts.add(Fact.plain("immutable", "not asked for again while fresh, not even on reload (RFC 8246)"));
        }
        stale("stale-while-revalidate", "served stale for so long while it is fetched anew", facts);
        stale("stale-if-error", "served stale for so long when the origin fails", facts);
    }

    private void stale(String directive, String meaning, List<Fact> facts) {
        Long seconds = seconds(directives.get(directive));
        if (seconds != null) {
            facts.add(Fact.plain(directive, Durations.seconds(seconds) + ": " + meaning + " (RFC 5861)", seconds));
        }
    }

    private static String describe(Lifetime lifetime, @Nullable Long age) {
        String text = Durations.seconds(lifetime.seconds()) + " by " + lifetime.by();
        if (age == null) {
            return text;
        }
        long left = lifetime.seconds() - age;
        return text + ", is " + age + " s old: " + (left > 0 ? left + " s left" : "stale");
    }

    private record Lifetime(long seconds, String by) {}

    /** RFC 9111 §4.2.1. */
    private Lifetime lifetime(boolean shared) {
        Long shareAge = seconds(directives.get("s-maxage"));
        if (shared && shareAge != null) {
            return new Lifetime(shareAge, "s-maxage");
        }
        Long maxAge = seconds(directives.get("max-age"));
        if (maxAge != null) {
            return new Lifetime(maxAge, "max-age");
        }
        Instant date = date(answer.value("date"));
        Instant from = date == null ? now : date;
        if (answer.value("expires") != null) {
            Instant expires = date(answer.value("expires"));
            long left = expires == null ? 0 : expires.getEpochSecond() - from.getEpochSecond();
            return new Lifetime(Math.max(0, left), expires == null ? "an Expires that is no date" : "Expires");
        }
        Instant modified = date(answer.value("last-modified"));
        if (modified == null) {
            return new Lifetime(0, "nothing: neither max-age, Expires nor Last-Modified");
        }
        long old = Math.max(0, from.getEpochSecond() - modified.getEpochSecond());
        return new Lifetime(old / HEURISTIC_SHARE, "guess: a tenth of the time since Last-Modified");
    }

    private void validation(List<Fact> facts) {
        String tag = answer.value("etag");
        String modified = answer.value("last-modified");
        if (tag != null) {
            facts.add(Fact.plain("revalidated by", "ETag " + tag + (tag.startsWith("W/") ? " (weak)" : "")));
        } else if (modified != null) {
            facts.add(Fact.plain("revalidated by", "Last-Modified " + modified));
        } else {
            facts.add(Fact.plain("revalidated by", "nothing: fetched whole each time (no ETag, no Last-Modified)"));
        }
    }

    /** True if the last cache, the one closest to us, or any before it says hit (RFC 9211 §2.1). */
    private static boolean hit(String status) {
        for (String cache : status.split(",", -1)) {
            for (String parameter : cache.split(";", -1)) {
                if (parameter.strip().equals("hit")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable Long seconds(@Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,10}")) {
            return null;
        }
        return Long.valueOf(text);
    }

    private static @Nullable Instant date(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Directives by lower-case name; quotes are taken off, commas inside them do not divide. */
    static Map<String, String> directives(@Nullable String text) {
        Map<String, String> directives = new LinkedHashMap<>();
        if (text == null) {
            return directives;
        }
        for (String directive : text.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
            int equals = directive.indexOf('=');
            String name = (equals < 0 ? directive : directive.substring(0, equals))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            String value =
                    equals < 0 ? "" : directive.substring(equals + 1).strip().replace("\"", "");
            if (!name.isEmpty()) {
                directives.putIfAbsent(name, value);
            }
        }
        return directives;
    }
}
