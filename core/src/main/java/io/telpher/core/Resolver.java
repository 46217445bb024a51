package io.telpher.core;

import java.util.List;
import java.util.function.Consumer;

/** Where the endpoints of an upstream come from: a list in the file, DNS, a registry. */
public interface Resolver {

    /**
     * Tells {@code listener} the endpoints now and whenever they change, until the subscription is closed. An empty list
     * is told only if there truly are none; when the source is away the last list stands.
     */
    Subscription follow(Consumer<List<Endpoint>> listener);

    /** The endpoints that a file names: they never change. */
    static Resolver fixed(List<Endpoint> endpoints) {
        List<Endpoint> copy = List.copyOf(endpoints);
        return listener -> {
            listener.accept(copy);
            return () -> {};
        };
    }
}
