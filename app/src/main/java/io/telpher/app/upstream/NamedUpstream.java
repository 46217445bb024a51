package io.telpher.app.upstream;

import io.telpher.balance.Upstream;
import io.telpher.balance.health.EndpointStatus;
import io.telpher.core.Resolver;
import java.util.List;

/** An upstream as operators see it, whatever it speaks. */
public interface NamedUpstream {
    /**
     * What two graphs must want alike to share an upstream.
     *
     * @param files the fingerprint of the files that its configuration names
     */
    record Key(String name, UpstreamConfig config, String files) {}

    /** What it is made of. */
    Key key();

    /** Who picks among its endpoints. */
    Upstream<?, ?> picking();

    /** Its name. */
    default String name() {
        return key().name();
    }

    /** As it is configured. */
    default UpstreamConfig config() {
        return key().config();
    }

    /** Where its endpoints come from. */
    Resolver resolver();

    /** What guards it. */
    Guards<?, ?> guards();

    /** How each endpoint is doing now. */
    default List<EndpointStatus> status() {
        return picking().status();
    }

    /** Has an endpoint drained, or takes it back. @return false if there is none of this address */
    default boolean drain(String address, boolean away) {
        return picking().drain(address, away);
    }
}
