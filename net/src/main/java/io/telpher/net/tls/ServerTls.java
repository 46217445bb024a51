package io.telpher.net.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.Mapping;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

/**
 * TLS of a listener: makes the handler that stands first in each accepted connection's pipeline. TLS 1.3 and 1.2 by
 * BoringSSL, forward-secret suites only, in the server's order. Certificates can be replaced while it serves:
 * connections that began before keep theirs.
 */
public final class ServerTls implements AutoCloseable {
    /** How long a handshake may take unless said otherwise. */
    public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    /** The largest ClientHello that is read; with post-quantum key shares they are about 2 KiB. */
    private static final int CLIENT_HELLO_BYTES = 16 * 1024;

    private final List<String> protocols;
    private final long handshakeTimeoutMillis;
    private final AtomicReference<CertificateSet> certificates;

    /**
     * TLS with these certificates. Blocking: give it to a listener ready-made.
     *
     * @param identities the first answers clients that ask for a name that nobody has, or for none
     * @param protocols what is offered by ALPN (RFC 7301), best first; a client that offers none of them is served all
     *     the same, without ALPN
     * @param handshakeTimeout from accept to the end of the handshake
     */
    public ServerTls(List<Identity> identities, List<String> protocols, Duration handshakeTimeout) throws SSLException {
        this.protocols = List.copyOf(protocols);
        this.handshakeTimeoutMillis = handshakeTimeout.toMillis();
        this.certificates = new AtomicReference<>(new CertificateSet(identities, this.protocols));
    }

    /** Serves these certificates from the next connection on. Blocking. */
    public void replace(List<Identity> identities) throws SSLException {
        certificates.getAndSet(new CertificateSet(identities, protocols)).release();
    }

    /** Seals tickets with a fresh key from now on; those of the key before are still taken, older ones are not. */
    public void rotateTickets() {
        certificates.get().rotateTickets();
    }

    /** The handler for an accepted connection. On the loop, cheap. What was agreed upon is in {@link TlsSession#of}. */
    public ChannelHandler handler(Channel channel) {
        CertificateSet set = certificates.get();
        SslContext only = set.only();
        try {
            return only != null ? handler(only, channel.alloc()) : new ByName();
        } catch (IllegalReferenceCountException replaced) {
            if (certificates.get() == set) {
                throw new IllegalStateException("this TLS has been closed", replaced);
            }
            return handler(channel); // replaced between the two lines above
        }
    }

    /** Gives the native contexts back; connections that began before live on. */
    @Override
    public void close() {
        certificates.get().release();
    }

    private SslHandler handler(SslContext context, ByteBufAllocator allocator) {
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(handshakeTimeoutMillis);
        return handler;
    }

    /** Reads the ClientHello's name, then makes way for the right handler. */
    private final class ByName extends SniHandler {
        ByName() {
            super(
                    (Mapping<String, SslContext>) name -> certificates.get().forName(name),
                    CLIENT_HELLO_BYTES,
                    ServerTls.this.handshakeTimeoutMillis);
        }

        @Override
        protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
            try {
                return handler(context, allocator);
            } catch (IllegalReferenceCountException replaced) {
                return handler(certificates.get().forName(hostname()), allocator);
            }
        }
    }
}
