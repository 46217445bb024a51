package io.telpher.app.graph;

import io.telpher.balance.EndpointStatus;
import java.util.List;

/** An upstream as operators see it, whatever it speaks. */
interface NamedUpstream {
    /** Its name. */
    String name();

    /** As it is configured. */
    UpstreamConfig config();

    /** What guards it. */
    Guards<?, ?> guards();

    /** How each endpoint is doing now. */
    List<EndpointStatus> status();

    /** Has an endpoint drained, or takes it back. @return false if there is none of this address */
    boolean drain(String address, boolean away);
}
