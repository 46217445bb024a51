package io.telpher.net.tls;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How TLS to an upstream is done.
 *
 * @param ca PEM file of the authorities to trust instead of the system's, or null
 * @param name the name to ask for (SNI) and to find in the certificate, instead of the endpoint's host; or null
 * @param verify whether the server must prove who it is
 */
public record UpstreamTlsConfig(@Nullable Path ca, @Nullable String name, Verify verify) {

    /** The system's trust, the endpoint's own name, all checks. */
    public static final UpstreamTlsConfig DEFAULT = new UpstreamTlsConfig(null, null, Verify.FULL);

    /** The files that it names. Whoever changes them wants them read anew. */
    public List<Path> files() {
        return ca == null ? List.of() : List.of(ca);
    }

    /** How much of the server's proof is checked. */
    public enum Verify {
        /** All six checks. */
        FULL,
        /** Nothing: encrypted, but with whom is unknown. */
        NONE
    }

    /** {@code tls: {}} or with any of {@code ca}, {@code name}, {@code verify}. */
    public static final Mapping<UpstreamTlsConfig> SHAPE = Mapping.of("tls", "TLS to this upstream.", keys -> {
        Mapping.Key<String> ca =
                keys.optional("ca", Shapes.text(), "PEM file of the authorities to trust, not the system's.");
        Mapping.Key<String> name = keys.optional(
                "name",
                Shapes.text("a host name or an IP address", UpstreamTlsConfig::nameable),
                "Name to ask for and to expect in the certificate, not the endpoint's host.");
        Mapping.Key<Verify> verify =
                keys.optional("verify", Shapes.choice(Verify.class), "full", "full: all six checks; none: no check.");
        return values -> {
            String file = values.orNull(ca);
            if (values.of(verify) == Verify.NONE) {
                if (file != null) {
                    throw new IllegalArgumentException(
                            "\"ca\" has no effect with \"verify: none\"; remove one of the two");
                }
                values.problems()
                        .warning(
                                values.where(verify),
                                "the upstream's certificate is not checked: anybody on the way can read and change"
                                        + " the traffic; use \"ca\" for a private authority");
            }
            return new UpstreamTlsConfig(file == null ? null : Path.of(file), values.orNull(name), values.of(verify));
        };
    });

    private static boolean nameable(String name) {
        return IpLiteral.parse(name) != null || LocalNames.isHostName(name);
    }
}
