package io.telpher.gateway.route;

import io.telpher.http.HttpHandler;

/**
 * A route as it serves.
 *
 * @param name its name in logs and metrics
 * @param handler its features around its upstream
 */
record Route(String name, HttpHandler handler) {

    /**
     * One way to a route.
     *
     * @param match when it is taken
     * @param route where it leads
     * @param order its route's place in the configuration
     */
    record Way(Match match, Route route, int order) {}
}
