package io.telpher.app.graph;

import io.telpher.app.listener.Place;
import io.telpher.app.listener.Serving;
import io.telpher.http.HttpGate;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.net.dial.Link;
import io.telpher.net.dial.Visit;
import org.jspecify.annotations.Nullable;

/** What all listeners ask: the graph that serves now. An exchange stays with the one that it began with. */
final class Front implements Serving {
    private volatile @Nullable Graph graph;

    /** Serves requests by {@code next} from now on. @return what served them until now, or null */
    @Nullable
    Graph swap(Graph next) {
        Graph before = graph;
        graph = next;
        return before;
    }

    /** What serves now. */
    Graph graph() {
        Graph now = graph;
        if (now == null) {
            throw new IllegalStateException("nothing serves yet");
        }
        return now;
    }

    boolean serves() {
        return graph != null;
    }

    /** So that an exchange enters its graph there. */
    @Override
    public HttpGate gate(Place place) {
        return head -> enter(head).admit(place, head);
    }

    /** Has an exchange keep what serves now, until it ends. */
    Graph enter(HttpRequest head) {
        while (true) {
            Graph now = graph();
            if (now.enter()) { // else another has taken its place since
                head.exchange().keep(now);
                return now;
            }
        }
    }

    /** A visit is in its graph until there is a connection. */
    @Override
    public Link dial(Place place, Visit visit) throws Exception {
        while (true) {
            Graph now = graph();
            if (now.enter()) {
                try {
                    return now.dial(place, visit);
                } finally {
                    now.leave();
                }
            }
        }
    }

    @Override
    public boolean clientFirst(Place place, @Nullable String serverName) {
        return graph().clientFirst(place, serverName);
    }

    @Override
    public HttpHandler choose(HttpRequest head) {
        if (head.exchange().kept() instanceof Graph kept) {
            return kept.choose(head);
        }
        throw new IllegalStateException("a request that has passed no gate");
    }
}
