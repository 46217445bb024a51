package io.telpher.balance;

import io.telpher.balance.health.EndpointRegistry;
import io.telpher.balance.health.Load;
import io.telpher.balance.health.Seat;
import io.telpher.core.Endpoint;
import io.telpher.core.Outcome;
import io.telpher.core.Service;
import io.telpher.core.Stays;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An endpoint's membership of an upstream: the way to it, kept open until it has left the list and its last exchange has
 * ended.
 */
final class Member<Q, R> {
    private static final Logger LOG = LoggerFactory.getLogger(Member.class);

    final Endpoint endpoint;
    final Service<Q, R> service;
    final Load load;
    final Seat seat;
    final Consumer<Outcome> ended = _ -> leave();
    private final Consumer<String> closer = this::closeNow;
    private final EndpointRegistry.Hold hold;
    /** The list's own stay and one for each exchange; at zero it is closed for good. */
    private final Stays stays = new Stays(this::close);

    Member(Endpoint endpoint, Service<Q, R> service, EndpointRegistry.Hold hold) {
        this.endpoint = endpoint;
        this.service = service;
        this.hold = hold;
        this.load = hold.seat().load;
        this.seat = hold.seat();
        seat.closers.add(closer);
    }

    /** An exchange begins. @return false if the endpoint has left meanwhile */
    boolean enter() {
        if (!stays.enter()) {
            return false;
        }
        load.begin();
        return true;
    }

    /** An exchange has ended. */
    void leave() {
        load.end();
        if (seat.finishing() && load.inFlight() == 0) {
            hold.idle();
        }
        stays.leave();
    }

    /** The endpoint has left the list. */
    void retire() {
        hold.unlist();
        stays.leave();
    }

    /** Ends what is in flight, if the way can. */
    void closeNow(String why) {
        if (service instanceof ForcedClose way) {
            way.closeNow(why);
        } else {
            LOG.warn("the way to {} cannot be closed while it is used: {} exchanges go on", endpoint, load.inFlight());
        }
    }

    private void close() {
        seat.closers.remove(closer);
        hold.close();
        if (service instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("could not close the way to {}", endpoint, e);
            }
        }
    }
}
