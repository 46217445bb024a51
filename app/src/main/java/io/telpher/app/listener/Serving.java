package io.telpher.app.listener;

import io.telpher.http.HttpDispatch;
import io.telpher.http.HttpGate;
import io.telpher.net.dial.Link;
import io.telpher.net.dial.Visit;
import org.jspecify.annotations.Nullable;

/** What listeners lead to: it serves who comes by the configuration that holds now. */
public interface Serving extends HttpDispatch {
    /** The first to see a request that comes to the listener at {@code place}. */
    HttpGate gate(Place place);

    /** Connects who came to a listener of layer 4. */
    Link dial(Place place, Visit visit) throws Exception;

    /** True if the first bytes of a client of this listener are waited for before somebody is connected. */
    boolean clientFirst(Place place, @Nullable String serverName);
}
