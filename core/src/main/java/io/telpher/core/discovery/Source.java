package io.telpher.core.discovery;

import io.telpher.core.Endpoint;
import io.telpher.core.Waiter;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * A place where a list of endpoints can be watched: a registry, DNS. It knows nothing of what becomes of the list, and does
 * not try again: {@link Watched} does.
 */
public interface Source {

    /**
     * Tells the list as it is, then whenever it has changed or been confirmed. Blocks, on a virtual thread of its own, until it
     * is interrupted, or returns because it wants to be asked anew.
     *
     * @param told takes the list; an empty one means that there truly is nobody
     * @throws IOException if the place is away or says nothing that is understood, in words for people
     */
    void watch(Consumer<List<Endpoint>> told, Waiter waiter) throws IOException, InterruptedException;

    /** What is watched and where, for people: {@code etcd /services/users at 127.0.0.1:2379}. */
    String text();
}
