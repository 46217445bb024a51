package io.telpher.app;

import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.gateway.ratelimit.RateLimitConfig;
import java.util.ArrayList;
import java.util.List;

/** The check that limits of one name, which count together, are the same on all routes. */
final class LimitReferences {
    private LimitReferences() {}

    private record Place(int route, Location location, RateLimitConfig config) {}

    static void check(List<Node> routes, Problems problems) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            Node value = References.value(routes.get(i), "rate-limit");
            RateLimitConfig config = value == null ? null : RateLimitConfig.SHAPE.read(value, new Problems());
            if (value != null && config != null) {
                Place place = new Place(i, value.location(), config);
                compare(place, places, problems.at("routes").at("[" + i + "]").at("rate-limit"));
                places.add(place);
            }
        }
    }

    private static void compare(Place place, List<Place> earlier, Problems problems) {
        for (Place other : earlier) {
            String name = place.config.clash(other.config);
            if (name != null) {
                problems.error(
                        place.location,
                        "the limit \"" + name + "\" of routes[" + other.route + "] (line "
                                + other.location.line() + ") has other settings, and limits of one name count together:"
                                + " give both the same per, limit, algorithm, burst, keys, prefixes and store,"
                                + " or one of them another name");
                return;
            }
        }
    }
}
