package io.telpher.net.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import io.telpher.net.tls.chain.ChainCheck;
import io.telpher.net.tls.chain.ChainChecks;
import io.telpher.net.tls.chain.ChainPath;
import io.telpher.net.tls.chain.ChainRefused;
import io.telpher.net.tls.chain.TrustAnchors;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** What BoringSSL asks about a client's chain: does it lead to the authorities, is it valid now, is it for clients? */
final class ClientTrust extends X509ExtendedTrustManager {
    private static final String CLIENTS = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private final TrustAnchors authorities;
    private final InstantSource clock;

    ClientTrust(TrustAnchors authorities, InstantSource clock) {
        this.authorities = authorities;
        this.clock = clock;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(List.of(chain), clock.instant());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(List.of(chain), clock.instant());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(List.of(chain), clock.instant());
    }

    /** The error beside what was found decides which alert the client gets. */
    private void check(List<X509Certificate> sent, Instant now) throws OpenSslCertificateException {
        try {
            ChainPath path = ChainPath.find(sent, authorities, "client");
            forClients(sent.getFirst());
            ChainChecks.notExpired(path.certificates(), now);
            ChainChecks.validate(path, now);
        } catch (ChainRefused e) {
            int error = e.check() == ChainCheck.NOT_EXPIRED
                    ? CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED
                    : CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
            throw new OpenSslCertificateException(new ClientRefused(e.found()), error);
        } catch (ClientRefused e) {
            throw new OpenSslCertificateException(e, CertificateVerifier.X509_V_ERR_INVALID_PURPOSE);
        }
    }

    private static void forClients(X509Certificate leaf) throws ClientRefused {
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(CLIENTS) && !purposes.contains(ANY_PURPOSE)) {
                throw new ClientRefused(
                        ChainPath.name(leaf) + " is not for clients: its extended key usage is " + purposes);
            }
        } catch (CertificateParsingException e) {
            throw new ClientRefused(ChainPath.name(leaf) + " is damaged: " + e.getMessage());
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws ClientRefused {
        throw notServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws ClientRefused {
        throw notServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws ClientRefused {
        throw notServers();
    }

    /** Clients are told these names, so that they can choose among their certificates. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.all().toArray(X509Certificate[]::new);
    }

    private static ClientRefused notServers() {
        return new ClientRefused("servers are not judged here");
    }
}
