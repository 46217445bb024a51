package io.telpher.cache.purge;

import io.telpher.cache.store.Purge;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A purge as text, for those who speak to each other of it: {@code 1 NODE/7 hard uri https://a.example/b}.
 *
 * @param node who purged
 * @param ticket by which that node knows it
 * @param purge what is to go
 * @param changed true if a request changed something, and nobody asked for a purge
 */
record PurgeText(String node, long ticket, Purge purge, boolean changed) {
    private static final Pattern TEXT = Pattern.compile("1 (\\S+)/(\\d{1,18}) (hard|soft|changed) ([a-z]+) ?(.*)");

    /** One that nobody understands, perhaps of a newer version: everything goes, which is never wrong. */
    private static final PurgeText UNKNOWN = of("?", 0);

    /** A purge of everything. */
    static PurgeText of(String node, long ticket) {
        return new PurgeText(node, ticket, new Purge(Purge.Scope.ALL, "", false), false);
    }

    String text() {
        String kind = changed ? "changed" : purge.soft() ? "soft" : "hard";
        return "1 " + node + '/' + ticket + ' ' + kind + ' '
                + purge.scope().name().toLowerCase(Locale.ROOT) + ' ' + purge.name();
    }

    static PurgeText of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return UNKNOWN;
        }
        for (Purge.Scope scope : Purge.Scope.values()) {
            if (scope.name().toLowerCase(Locale.ROOT).equals(matcher.group(4))) {
                String kind = matcher.group(3);
                Purge purge = new Purge(scope, matcher.group(5), kind.equals("soft"));
                long ticket = Long.parseLong(matcher.group(2));
                return new PurgeText(matcher.group(1), ticket, purge, kind.equals("changed"));
            }
        }
        return UNKNOWN;
    }
}
