package io.telpher.gateway.ratelimitservice;

import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the service limits.
 *
 * @param domains each with its limits
 */
public record ServiceConfig(List<DomainConfig> domains) {

    /** The key {@code rate-limit-service} of a route: a domain or a list of them. */
    public static final Shape<ServiceConfig> SHAPE =
            Shapes.list(DomainConfig.SHAPE).map(ServiceConfig::new);

    /** Refuses none, and two of one name. */
    public ServiceConfig {
        domains = List.copyOf(domains);
        Set<String> names = new HashSet<>();
        for (DomainConfig domain : domains) {
            if (!names.add(domain.domain())) {
                throw new IllegalArgumentException("the domain \"" + domain.domain() + "\" is there twice");
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("expected at least one domain");
        }
    }
}
