package io.telpher.core;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the endpoints of an upstream come from: a list in the file, DNS, a registry. */
public interface Resolver {

    /**
     * Tells {@code listener} the endpoints now and whenever they change, until the subscription is closed. An empty list
     * is told only if there truly are none; when the source is away the last list stands.
     */
    Subscription follow(Consumer<List<Endpoint>> listener);

    /** What is in the way of a newer list than the last, in words, or null if nothing is. */
    default @Nullable String away() {
        return null;
    }

    /** The endpoints that a file names: they never change. */
    static Resolver fixed(List<Endpoint> endpoints) {
        List<Endpoint> copy = List.copyOf(endpoints);
        return listener -> {
            listener.accept(copy);
            return () -> {};
        };
    }
}
