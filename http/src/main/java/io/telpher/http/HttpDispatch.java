package io.telpher.http;

/**
 * Chooses who serves a request, by its head. It runs on the event loop, before there is a thread, so that the thread can
 * be one that the chosen handler may block: it is total, does no I/O and never waits.
 */
@FunctionalInterface
public interface HttpDispatch {

    /** The handler for this request; there always is one, if only to answer 404. */
    HttpHandler choose(HttpRequest head);
}
