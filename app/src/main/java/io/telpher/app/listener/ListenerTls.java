package io.telpher.app.listener;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.net.tls.CertificateConfig;
import io.telpher.net.tls.ClientCertificatesConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a listener ends TLS.
 *
 * @param certificates what it shows
 * @param handshakeTimeout from accept to the end of the handshake
 * @param clients which certificates clients are asked for, or null for none
 * @param refuseUnknown true if clients that ask for a name that nobody has are refused
 * @param protocols what is agreed to by ALPN, best first; nothing if it is left out of the handshake
 */
public record ListenerTls(
        List<CertificateConfig> certificates,
        Duration handshakeTimeout,
        @Nullable ClientCertificatesConfig clients,
        boolean refuseUnknown,
        List<String> protocols) {

    /** The keys that say it. */
    static final class Keys {
        private final Mapping.Key<List<CertificateConfig>> certificate;
        private final Mapping.Key<Duration> handshake;
        private final Mapping.Key<ClientCertificatesConfig> clients;
        private final Mapping.Key<Boolean> refuseUnknown;

        /** @param kind the key of a listener that has them */
        Keys(Mapping.Keys keys, String kind) {
            String of = "Of an " + kind + " listener: ";
            certificate = keys.optional(
                    "certificate",
                    CertificateConfig.SHAPE,
                    "automatic",
                    of + "from the local authority or from files.");
            handshake =
                    keys.optional("handshake-timeout", Shapes.positiveDuration(), "10s", of + "for the TLS handshake.");
            clients = keys.optional(
                    "client-certificates",
                    ClientCertificatesConfig.SHAPE,
                    of + "certificates that clients are asked for.");
            refuseUnknown = keys.optional(
                    "unknown-names",
                    Shapes.choice(Map.of("serve", false, "refuse", true)),
                    "serve",
                    of + "show the first certificate for a name that nobody has, or refuse.");
        }

        /** True if a certificate is named. */
        boolean given(Mapping.Values values) {
            return !values.where(certificate).equals(values.where());
        }

        boolean asksClients(Mapping.Values values) {
            return values.orNull(clients) != null;
        }

        ListenerTls read(Mapping.Values values, List<String> protocols) {
            return new ListenerTls(
                    values.of(certificate),
                    values.of(handshake),
                    values.orNull(clients),
                    values.of(refuseUnknown),
                    protocols);
        }
    }

    /** The files that it names. */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        certificates.forEach(certificate -> files.addAll(certificate.files()));
        asked().forEach(asked -> files.add(asked.authorities()));
        return files;
    }

    /** The certificates that clients are asked for, under whatever name. */
    List<ClientCertificatesConfig> asked() {
        return Stream.concat(
                        certificates.stream().flatMap(one -> Stream.ofNullable(one.clients())),
                        Stream.ofNullable(clients))
                .toList();
    }
}
