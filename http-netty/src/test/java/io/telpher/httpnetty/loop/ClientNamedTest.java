package io.telpher.httpnetty.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.Exchange;
import io.telpher.http.Peer;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ClientNamedTest {
    private static final InetSocketAddress CLIENT = at("203.0.113.7", 4711);
    private static final InetSocketAddress LISTENER = at("192.0.2.1", 8443);

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private static Exchange exchange(InetSocketAddress remote, InetSocketAddress local) {
        return new Exchange(new Peer("test", remote, local, null), 0);
    }

    @Test
    void theClientIsNamedWithBothEndsOfItsConnection() {
        assertThat(ClientNamed.of(exchange(CLIENT, LISTENER))).isEqualTo(ProxyHeader.of(CLIENT, LISTENER));
    }

    @Test
    void whomTheLogBelievesToBeTheClientHasNoPort() {
        Exchange exchange = exchange(CLIENT, LISTENER);
        exchange.client("2001:db8::1");
        assertThat(ClientNamed.of(exchange)).isEqualTo(ProxyHeader.of(at("2001:db8::1", 0), LISTENER));
    }

    @Test
    void aClientThatIsNoAddressIsTheOneThatConnected() {
        Exchange exchange = exchange(CLIENT, LISTENER);
        exchange.client("unknown");
        assertThat(ClientNamed.of(exchange)).isEqualTo(ProxyHeader.of(CLIENT, LISTENER));
    }

    @Test
    void anExchangeOfOurOwnNamesNobody() {
        assertThat(ClientNamed.of(exchange(at("127.0.0.1", 0), at("127.0.0.1", 0))))
                .isEqualTo(ProxyHeader.LOCAL);
    }
}
