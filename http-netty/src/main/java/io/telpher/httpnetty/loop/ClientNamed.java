package io.telpher.httpnetty.loop;

import io.telpher.core.Ip;
import io.telpher.http.Exchange;
import io.telpher.http.Peer;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** How a connection that is made for an exchange names its client by the PROXY protocol: as the access log does. */
final class ClientNamed {
    private ClientNamed() {}

    /** The client and where it connected to; LOCAL if the exchange is our own, such as a health check. */
    static ProxyHeader of(Exchange exchange) {
        Peer peer = exchange.peer();
        return peer.local().getPort() == 0 // no listener's, so nobody connected
                ? ProxyHeader.LOCAL
                : ProxyHeader.of(source(exchange), peer.local());
    }

    private static InetSocketAddress source(Exchange exchange) {
        Peer peer = exchange.peer();
        byte[] believed = exchange.client().equals(peer.address()) ? null : Ip.parse(exchange.client());
        if (believed == null) {
            return peer.remote();
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(believed), 0); // forwarding fields tell no port
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // not with four or sixteen bytes
        }
    }
}
