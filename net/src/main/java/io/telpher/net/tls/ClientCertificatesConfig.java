package io.telpher.net.tls;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.net.tls.ClientPolicy.Forward;
import io.telpher.net.tls.certificate.CertificateProblem;
import io.telpher.net.tls.chain.TrustAnchors;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Which certificates a listener asks its clients for.
 *
 * @param authorities PEM file of those who may have issued them
 * @param required true if a client without one is refused
 * @param forward how upstreams are told
 */
public record ClientCertificatesConfig(Path authorities, boolean required, Set<Forward> forward) {

    /** The key {@code client-certificates} of a listener or of one of its certificates. */
    public static final Mapping<ClientCertificatesConfig> SHAPE =
            Mapping.of("client-certificates", "Certificates that clients are asked for.", keys -> {
                Mapping.Key<String> authorities = keys.required(
                        "authorities", Shapes.text(), "PEM file of the authorities that issue them; only they count.");
                Mapping.Key<Boolean> required = keys.optional(
                        "required",
                        Shapes.bool(),
                        "true",
                        "Refuse clients without one; false: one that comes is checked.");
                Mapping.Key<List<Forward>> forward = keys.optional(
                        "forward",
                        Shapes.list(Shapes.choice(Forward.class)),
                        "client-cert",
                        "Fields that tell upstreams: client-cert (RFC 9440), x-forwarded-client-cert, or [].");
                return values -> new ClientCertificatesConfig(
                        Path.of(values.of(authorities)), values.of(required), Set.copyOf(values.of(forward)));
            });

    /** Reads the authorities. Blocking. */
    public ClientPolicy policy() throws CertificateProblem {
        return ClientPolicy.of(TrustAnchors.file(authorities), required, forward);
    }
}
