package io.telpher.httpnetty.loop;

import io.telpher.core.Ip;
import io.telpher.http.ClientCertificate;
import io.telpher.http.Exchange;
import io.telpher.http.Peer;
import io.telpher.net.proxyprotocol.wire.ProxyExtras;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** How a client is named by the PROXY protocol: by proxies in front to us, and by us, as the access log does, to upstreams. */
public final class ClientNamed {
    private ClientNamed() {}

    /** What a proxy in front told besides addresses, or null if it told nothing. */
    public static Peer.@Nullable Front front(ProxyExtras told) {
        if (told.equals(ProxyExtras.NONE)) {
            return null;
        }
        ProxyExtras.Tls tls = told.tls();
        Peer.FrontTls known = tls == null
                ? null
                : new Peer.FrontTls(tls.encrypted(), tls.verified(), tls.version(), tls.cipher(), tls.commonName());
        return new Peer.Front(told.authority(), told.alpn(), told.uniqueId(), known);
    }

    /** The client and where it connected to; LOCAL if the exchange is our own, such as a health check. */
    public static ProxyHeader of(Exchange exchange) {
        Peer peer = exchange.peer();
        if (peer.local().getPort() == 0) { // no listener's, so nobody connected
            return ProxyHeader.LOCAL;
        }
        byte[] believed = exchange.client().equals(peer.address()) ? null : Ip.parse(exchange.client());
        return believed == null
                ? new ProxyHeader(new ProxyHeader.Addresses(peer.remote(), peer.local()), extras(peer))
                : ProxyHeader.of(forwarded(believed), peer.local()); // what is known of TLS is the proxy's
    }

    private static InetSocketAddress forwarded(byte[] believed) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(believed), 0); // forwarding fields tell no port
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // not with four or sixteen bytes
        }
    }

    /** What we agreed upon with the client; else what the proxy in front did, whose identifier holds in any case. */
    private static ProxyExtras extras(Peer peer) {
        Peer.Front front = peer.front();
        Peer.Tls tls = peer.tls();
        if (tls != null) {
            ClientCertificate shown = tls.client();
            String name = shown == null ? null : shown.commonName();
            return new ProxyExtras(
                    tls.serverName(),
                    tls.alpn(),
                    front == null ? null : front.id(),
                    new ProxyExtras.Tls(true, shown != null, tls.protocol(), tls.cipher(), name));
        }
        if (front == null) {
            return ProxyExtras.NONE;
        }
        Peer.FrontTls told = front.tls();
        return new ProxyExtras(
                front.authority(),
                front.alpn(),
                front.id(),
                told == null
                        ? null
                        : new ProxyExtras.Tls(
                                told.encrypted(), told.verified(), told.protocol(), told.cipher(), told.commonName()));
    }
}
