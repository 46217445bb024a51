package io.telpher.http;

import io.telpher.core.Service;
import io.telpher.core.Verdict;

/** A server or a client of HTTP: a function from a request to a response. */
@FunctionalInterface
public interface HttpHandler extends Service<HttpRequest, HttpResponse> {

    /**
     * Where this handler's code runs. It is asked once, when the graph is built.
     *
     * @return {@link Placement#LOOP} unless something in it blocks the thread natively
     */
    default Placement placement() {
        return Placement.LOOP;
    }

    /** What refuses requests to this handler by their head, before there is a thread: a gate of its own. */
    default Verdict<HttpResponse> admit(HttpRequest head) {
        return Verdict.admit();
    }
}
