package io.telpher.engines.discovery;

import io.telpher.core.Endpoint;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A name whose addresses are endpoints.
 *
 * @param name the name
 * @param port the port of each address (A and AAAA records), or 0 if SRV records say it
 * @param server the name server to ask, or null for the system's
 */
public record DnsConfig(String name, int port, @Nullable Endpoint server) {

    /** What is asked for, for people. */
    String text() {
        return "DNS "
                + (port == 0 ? name + " SRV" : name + ":" + port)
                + (server == null ? "" : " at " + Objects.toString(server));
    }
}
