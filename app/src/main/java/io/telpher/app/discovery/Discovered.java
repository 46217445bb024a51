package io.telpher.app.discovery;

import io.telpher.core.Cell;
import io.telpher.core.Endpoint;
import io.telpher.core.Resolver;
import io.telpher.core.Subscription;
import io.telpher.core.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A list of endpoints that is found once for all who want the same: whoever comes later has the last list at once. So an
 * upstream that a reload makes anew serves from its first request on.
 */
public final class Discovered implements Resolver, AutoCloseable {
    private final List<Consumer<List<Endpoint>>> listeners = new ArrayList<>();
    private final Cell<Boolean> first = new Cell<>();
    private final Resolver source;
    private final Subscription following;
    private @Nullable List<Endpoint> last;

    /** Follows {@code source} from now on. */
    Discovered(Resolver source) {
        this.source = source;
        this.following = source.follow(this::told);
    }

    private synchronized void told(List<Endpoint> endpoints) {
        List<Endpoint> copy = List.copyOf(endpoints);
        last = copy;
        listeners.forEach(listener -> listener.accept(copy));
        first.complete(true);
    }

    /** Waits for the first list. @return false if it has not come in time */
    boolean await(Waiter waiter, long nanos) throws InterruptedException {
        return waiter.await(first, nanos);
    }

    @Override
    public synchronized Subscription follow(Consumer<List<Endpoint>> listener) {
        listeners.add(listener);
        List<Endpoint> known = last;
        if (known != null) {
            listener.accept(known);
        }
        return () -> forget(listener);
    }

    @Override
    public @Nullable String away() {
        return source.away();
    }

    private synchronized void forget(Consumer<List<Endpoint>> listener) {
        listeners.remove(listener);
    }

    @Override
    public void close() {
        following.close();
    }
}
