package io.telpher.httpnetty.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.ClientCertificate;
import io.telpher.http.Exchange;
import io.telpher.http.Peer;
import io.telpher.net.proxyprotocol.wire.ProxyExtras;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
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
    void whatTlsAgreedUponIsToldAndSoIsTheIdentifierOfAProxyInFront() {
        ClientCertificate alice =
                new ClientCertificate("CN=alice,O=Example", "alice", List.of(), List.of(), "ab", List.of());
        Peer.Tls tls = new Peer.Tls("TLSv1.3", "AES", "shop.test", "h2", "asked", alice);
        Peer.Front front = new Peer.Front("other.test", null, "0102", null);
        assertThat(ClientNamed.of(new Exchange(new Peer("test", CLIENT, LISTENER, tls, front), 0)))
                .isEqualTo(new ProxyHeader(
                        new ProxyHeader.Addresses(CLIENT, LISTENER),
                        new ProxyExtras(
                                "shop.test",
                                "h2",
                                "0102",
                                new ProxyExtras.Tls(true, true, "TLSv1.3", "AES", "alice"))));
    }

    @Test
    void whatAProxyInFrontToldIsPassedOnButNotForWhomItForwards() {
        ProxyExtras told =
                new ProxyExtras("shop.test", "h2", "0102", new ProxyExtras.Tls(true, true, "TLSv1.2", "AES", "bob"));
        Exchange exchange = new Exchange(new Peer("test", CLIENT, LISTENER, null, ClientNamed.front(told)), 0);
        assertThat(ClientNamed.of(exchange).extras()).isEqualTo(told);
        exchange.client("2001:db8::1");
        assertThat(ClientNamed.of(exchange).extras()).isEqualTo(ProxyExtras.NONE);
    }

    @Test
    void anExchangeOfOurOwnNamesNobody() {
        assertThat(ClientNamed.of(exchange(at("127.0.0.1", 0), at("127.0.0.1", 0))))
                .isEqualTo(ProxyHeader.LOCAL);
    }
}
