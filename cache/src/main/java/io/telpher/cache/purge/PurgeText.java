package io.telpher.cache.purge;

import io.telpher.cache.store.Purge;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A purge as text, for those who speak to each other of it: {@code 1 NODE hard uri https://a.example/b}.
 *
 * @param node who purged
 */
record PurgeText(String node, Purge purge) {
    private static final Pattern TEXT = Pattern.compile("1 (\\S+) (hard|soft) ([a-z]+) ?(.*)");

    /** One that nobody understands, perhaps of a newer version: everything goes, which is never wrong. */
    private static final PurgeText UNKNOWN = new PurgeText("?", new Purge(Purge.Scope.ALL, "", false));

    String text() {
        String kind = purge.soft() ? "soft" : "hard";
        return "1 " + node + ' ' + kind + ' ' + purge.scope().name().toLowerCase(Locale.ROOT) + ' ' + purge.name();
    }

    static PurgeText of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return UNKNOWN;
        }
        for (Purge.Scope scope : Purge.Scope.values()) {
            if (scope.name().toLowerCase(Locale.ROOT).equals(matcher.group(3))) {
                boolean soft = matcher.group(2).equals("soft");
                return new PurgeText(matcher.group(1), new Purge(scope, matcher.group(4), soft));
            }
        }
        return UNKNOWN;
    }
}
