package io.telpher.gateway;

import io.telpher.http.HttpHandler;

/** An upstream as routes see it. */
@FunctionalInterface
public interface Destination extends HttpHandler {

    /** False while none of its endpoints is well, so that whoever has another way takes that. */
    default boolean available() {
        return true;
    }
}
