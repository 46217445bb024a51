package io.telpher.gateway.route;

import io.telpher.gateway.route.Route.Way;
import java.util.Comparator;

/**
 * The order in which matches of the same host and path are tried, the most specific first:
 *
 * <ol>
 *   <li>more conditions (on methods, fields, cookies, query) before fewer;
 *   <li>exact values before regular expressions before mere presence;
 *   <li>fewer methods before more;
 *   <li>as they stand in the file.
 * </ol>
 *
 * Before that, hosts and paths are compared: a host before a longer {@code *.} suffix before a shorter one before any
 * host; in the path, segment by segment from the left, text before {@code *} and {@code {name}} before {@code **}. Where
 * nothing matches under a more specific host or segment, the less specific ones are tried.
 */
final class Specificity {
    static final Comparator<Way> MOST_SPECIFIC_FIRST = Comparator.comparingInt((Way way) ->
                    -way.match().conditions().size() - (way.match().methods().isEmpty() ? 0 : 1))
            .thenComparingInt(way -> way.match().conditions().stream()
                    .mapToInt(condition -> condition.test().rank())
                    .sum())
            .thenComparingInt(way -> way.match().methods().size())
            .thenComparingInt(Way::order);

    private Specificity() {}
}
