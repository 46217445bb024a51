package io.telpher.net.tls;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.net.tls.certificate.IpLiteral;
import io.telpher.net.tls.certificate.LocalNames;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How TLS to an upstream is done.
 *
 * @param ca PEM file of the authorities to trust instead of the system's, or null
 * @param name the name to ask for (SNI) and to find in the certificate, instead of the endpoint's host; or null
 * @param verify whether the server must prove who it is
 * @param certificate PEM file of the certificate that we show when the server asks for one, or null
 * @param key PEM file of its key; null exactly if {@code certificate} is
 */
public record UpstreamTlsConfig(
        @Nullable Path ca,
        @Nullable String name,
        Verify verify,
        @Nullable Path certificate,
        @Nullable Path key) {

    /** The system's trust, the endpoint's own name, all checks. */
    public static final UpstreamTlsConfig DEFAULT = new UpstreamTlsConfig(null, null, Verify.FULL, null, null);

    /** The files that it names. Whoever changes them wants them read anew. */
    public List<Path> files() {
        return Stream.of(ca, certificate, key).flatMap(Stream::ofNullable).toList();
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
        Mapping.Key<String> certificate = keys.optional(
                "certificate", Shapes.text(), "PEM file of a certificate to show to servers that ask for one.");
        Mapping.Key<String> key = keys.optional("key", Shapes.text(), "PEM file with its private key.");
        return values -> {
            String file = values.orNull(ca);
            String own = values.orNull(certificate);
            String secret = values.orNull(key);
            if ((own == null) != (secret == null)) {
                throw new IllegalArgumentException("expected certificate and key, or neither");
            }
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
            return new UpstreamTlsConfig(path(file), values.orNull(name), values.of(verify), path(own), path(secret));
        };
    });

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }

    private static boolean nameable(String name) {
        return IpLiteral.parse(name) != null || LocalNames.isHostName(name);
    }
}
