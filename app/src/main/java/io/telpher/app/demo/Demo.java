package io.telpher.app.demo;

import io.telpher.core.Json;
import io.telpher.core.Waiter;
import java.util.List;

/** The demo: three endpoints that share one state, so that any of them takes a request to change any other. */
public final class Demo {
    private final List<Backend> backends =
            List.of(new Backend("amber", "#d97706"), new Backend("teal", "#0d9488"), new Backend("plum", "#a855f7"));
    private final Watchers watchers;
    private final List<DemoEndpoint> endpoints;

    /** A demo that waits by {@code waiter} where it is slow. */
    public Demo(Waiter waiter) {
        watchers = new Watchers(waiter, () -> Json.harmless(state()));
        endpoints = backends.stream()
                .map(backend -> new DemoEndpoint(backend, this, waiter))
                .toList();
    }

    /** What is to be served, each on a port of its own. */
    public List<DemoEndpoint> endpoints() {
        return endpoints;
    }

    Watchers watchers() {
        return watchers;
    }

    /** Makes an endpoint behave. @return false if there is none of this name */
    boolean behave(String name, Behaviour behaviour) {
        for (Backend backend : backends) {
            if (backend.name().equals(name)) {
                backend.behave(behaviour);
                watchers.changed();
                return true;
            }
        }
        return false;
    }

    /** All of it as JSON. */
    Json.Members state() {
        return Json.members()
                .put("endpoints", backends.stream().map(Demo::state).toList());
    }

    private static Json.Members state(Backend backend) {
        return Json.members()
                .put("name", backend.name())
                .put("colour", backend.colour())
                .put("behaviour", backend.behaviour().word())
                .put("millis", backend.behaviour().millis())
                .put("served", backend.served())
                .put("checks", backend.checks());
    }
}
