package io.telpher.gateway.route;

import io.telpher.core.config.Location;
import io.telpher.core.config.Problems;
import io.telpher.http.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong with routes that are each right: same matches, same names, and routes never reached. */
final class RouteChecks {
    private final Problems problems;
    private final Map<String, Location> names = new HashMap<>();
    private final Map<String, RouteConfig> identities = new HashMap<>();
    private final Map<String, List<Match>> places = new HashMap<>();

    RouteChecks(Problems problems) {
        this.problems = problems;
    }

    void check(List<? extends @Nullable RouteConfig> routes) {
        for (int i = 0; i < routes.size(); i++) {
            RouteConfig route = routes.get(i);
            if (route != null) {
                alike(route, at(i));
            }
        }
        for (int i = 0; i < routes.size(); i++) {
            RouteConfig route = routes.get(i);
            if (route != null) {
                unreachable(route, at(i));
            }
        }
    }

    private Problems at(int index) {
        return problems.at("routes").at("[" + index + "]");
    }

    private void alike(RouteConfig route, Problems at) {
        name(route, at);
        for (Match match : route.matches()) {
            same(route, match, at.at("match"));
        }
    }

    private void name(RouteConfig route, Problems at) {
        Location other = names.putIfAbsent(route.name(), route.location());
        boolean own = !route.name().equals(route.matches().getFirst().toString());
        if (other != null && own) {
            at.error(route.location(), "the name \"" + route.name() + "\" is taken by the route at " + other);
        }
    }

    private void same(RouteConfig route, Match match, Problems at) {
        RouteConfig other = identities.putIfAbsent(match.identity(), route);
        if (other != null) {
            Location where = other.matches().stream()
                    .filter(candidate -> candidate.identity().equals(match.identity()))
                    .findFirst()
                    .orElse(match)
                    .location();
            at.error(match.location(), "the same match as at " + where + ": one of the two would never be used");
        } else {
            places.computeIfAbsent(place(match), key -> new ArrayList<>()).add(match);
        }
    }

    /** Matches of the same place that ask for the same, but for methods. */
    private static String place(Match match) {
        return match.host() + " " + match.path() + " " + match.conditions();
    }

    private void unreachable(RouteConfig route, Problems at) {
        if (route.matches().stream().allMatch(this::isCovered)) {
            at.warning(route.location(), "this route can never match: others take each of its methods before it");
        }
    }

    /** True if matches with fewer methods, which are tried before, serve all methods of this one. */
    private boolean isCovered(Match match) {
        Set<Method> left = new HashSet<>(match.methods());
        for (Match other : places.getOrDefault(place(match), List.of())) {
            if (!other.methods().isEmpty()
                    && !other.identity().equals(match.identity())
                    && other.methods().size() < match.methods().size()) {
                left.removeAll(other.methods());
            }
        }
        return !match.methods().isEmpty() && left.isEmpty();
    }
}
