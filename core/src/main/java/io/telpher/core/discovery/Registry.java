package io.telpher.core.discovery;

import io.telpher.core.Endpoint;
import io.telpher.core.Waiter;
import java.io.IOException;

/** A place where a service is announced for as long as it lives. It does not try again: {@link Announced} does. */
public interface Registry {

    /**
     * Announces the endpoint under {@code id} with a lease, and renews it. Blocks, on a virtual thread of its own, until it is
     * interrupted; then it withdraws what it announced.
     *
     * @param held is called when the announcement stands
     * @throws IOException if the place is away or the lease is lost, in words for people
     */
    void hold(String id, Endpoint endpoint, Waiter waiter, Runnable held) throws IOException, InterruptedException;

    /** What is announced and where, for people: {@code etcd /services/users at 127.0.0.1:2379}. */
    String text();
}
