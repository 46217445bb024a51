package io.telpher.net.tls;

import io.telpher.net.tls.certificate.IpLiteral;
import java.net.Socket;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's own client, an independent implementation of TLS. */
public final class TlsClient {
    private final SSLContext context;

    public TlsClient(X509Certificate root) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), new SecureRandom());
    }

    /** Connects, verifies the name, reads a byte (so that tickets have come), and gives the socket back. */
    SSLSocket connect(int port, String name, List<String> protocols, List<String> suites, String... alpn)
            throws Exception {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(new Socket("127.0.0.1", port), name, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (IpLiteral.parse(name) == null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        parameters.setApplicationProtocols(alpn);
        if (!protocols.isEmpty()) {
            parameters.setProtocols(protocols.toArray(String[]::new));
        }
        if (!suites.isEmpty()) {
            parameters.setCipherSuites(suites.toArray(String[]::new));
            parameters.setUseCipherSuitesOrder(true);
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (socket.getInputStream().read() < 0) {
            throw new AssertionError("the server closed without a word");
        }
        return socket;
    }

    public SSLSocket connect(int port, String name) throws Exception {
        return connect(port, name, List.of(), List.of());
    }
}
