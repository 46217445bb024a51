package io.telpher.net.tls;

import io.telpher.net.tls.chain.ChainCheck;
import io.telpher.net.tls.chain.ChainChecks;
import io.telpher.net.tls.chain.ChainRefused;
import io.telpher.net.tls.chain.TrustAnchors;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What BoringSSL asks about a server's chain. It is of the extended kind, which is given the engine and by it the host;
 * asked without one it refuses, so that no way of wiring it leaves the name unchecked.
 */
final class UpstreamTrust extends X509ExtendedTrustManager {
    private final ChainChecks checks;
    private final InstantSource clock;

    UpstreamTrust(TrustAnchors trusted, InstantSource clock) {
        this.checks = new ChainChecks(trusted);
        this.clock = clock;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws ChainRefused {
        String host = engine.getPeerHost();
        if (host == null || host.isEmpty()) {
            throw noHost();
        }
        checks.check(List.of(chain), host, clock.instant());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws ChainRefused {
        throw noHost();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws ChainRefused {
        throw noHost();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws ChainRefused {
        throw notClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws ChainRefused {
        throw notClients();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws ChainRefused {
        throw notClients();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private static ChainRefused noHost() {
        return new ChainRefused(ChainCheck.DOMAIN_MATCHES, "no host to compare the certificate with");
    }

    private static ChainRefused notClients() {
        return new ChainRefused(ChainCheck.RECEIVED, "clients are not judged here");
    }
}
