package io.telpher.net.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.IllegalReferenceCountException;
import io.telpher.net.tls.certificate.Identity;
import io.telpher.net.tls.wire.HelloFacts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a listener: makes the handler that stands first in each accepted connection's pipeline. TLS 1.3 and 1.2 by
 * BoringSSL, forward-secret suites only, in the server's order. Certificates can be replaced while it serves:
 * connections that began before keep theirs.
 */
public final class ServerTls implements AutoCloseable {
    /** How long a handshake may take unless said otherwise. */
    public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    static final AttributeKey<ClientPolicy> POLICY = AttributeKey.valueOf(ServerTls.class, "policy");

    private final List<String> protocols;
    private final long handshakeTimeoutMillis;
    private final AtomicReference<CertificateSet> certificates;
    private final AtomicLong resumedBefore = new AtomicLong();

    /**
     * TLS with these certificates, under which clients are not asked for theirs. Blocking.
     *
     * @param identities the first answers clients that ask for a name that nobody has, or for none
     * @param protocols what is offered by ALPN (RFC 7301), best first; a client that offers none of them is served all
     *     the same, without ALPN
     * @param handshakeTimeout from accept to the end of the handshake
     */
    public ServerTls(List<Identity> identities, List<String> protocols, Duration handshakeTimeout) throws SSLException {
        this(ServedCertificates.of(identities), protocols, handshakeTimeout);
    }

    /** TLS with these certificates. Blocking: give it to a listener ready-made. */
    public ServerTls(ServedCertificates served, List<String> protocols, Duration handshakeTimeout) throws SSLException {
        this.protocols = List.copyOf(protocols);
        this.handshakeTimeoutMillis = handshakeTimeout.toMillis();
        this.certificates = new AtomicReference<>(new CertificateSet(served, this.protocols, null));
    }

    /** Serves these certificates, and asks for none, from the next connection on. Blocking. */
    public void replace(List<Identity> identities) throws SSLException {
        replace(ServedCertificates.of(identities));
    }

    /** Serves these certificates from the next connection on; sessions under those that stay can be resumed. Blocking. */
    public synchronized void replace(ServedCertificates served) throws SSLException {
        CertificateSet before = certificates.get();
        CertificateSet after = new CertificateSet(served, protocols, before);
        resumedBefore.addAndGet(before.resumed(after));
        certificates.set(after);
        before.release(after);
    }

    /** Seals tickets with a fresh key from now on; those of the key before are still taken, older ones are not. */
    public synchronized void rotateTickets() {
        certificates.get().rotateTickets();
    }

    /** How many handshakes resumed a session. */
    public long resumed() {
        return resumedBefore.get() + certificates.get().resumed(null);
    }

    /** What clients that ask for this name are asked for, by {@link ClientPolicy#id()}. */
    public String policy(@Nullable String name) {
        return certificates.get().policy(name).id();
    }

    /** The handler for an accepted connection. On the loop, cheap. What was agreed upon is in {@link TlsSession#of}. */
    public ChannelHandler handler(Channel channel) {
        ServedContext only = certificates.get().only();
        if (only == null) {
            return new HelloChoice(this, handshakeTimeoutMillis);
        }
        try {
            return handler(only, channel);
        } catch (SSLException e) {
            throw new IllegalStateException(e); // it was made when the set was
        } catch (IllegalReferenceCountException replaced) {
            if (certificates.get().only() == only) {
                throw new IllegalStateException("this TLS has been closed", replaced);
            }
            return handler(channel); // replaced between the lines above
        }
    }

    /** The handler for a client that said this, or null if nobody has the name. */
    @Nullable
    SslHandler handler(Channel channel, @Nullable String name, HelloFacts hello) throws SSLException {
        ServedContext context = certificates.get().forHello(name, hello);
        if (context == null) {
            return null;
        }
        try {
            return handler(context, channel);
        } catch (IllegalReferenceCountException replaced) {
            ServedContext after = certificates.get().forHello(name, hello);
            return after == null ? null : handler(after, channel);
        }
    }

    private SslHandler handler(ServedContext context, Channel channel) throws SSLException {
        ServerContext made = context.context();
        SslHandler handler = made.context().newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(handshakeTimeoutMillis);
        channel.attr(POLICY).set(made.clients());
        return handler;
    }

    /** Gives the native contexts back; connections that began before live on. */
    @Override
    public void close() {
        certificates.get().release(null);
    }
}
