package io.telpher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetachedExchangeTest {
    @Test
    void itsInterimResponsesGoToTheClientWhoWaits() {
        List<HttpResponse> sent = new ArrayList<>();
        InetSocketAddress somebody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        Exchange exchange = new Exchange(new Peer("main", somebody, somebody, null), 1);
        exchange.interimTo(sent::add);

        exchange.detached().early(HttpResponse.of(103, Fields.EMPTY, Body.empty()));

        assertThat(sent).extracting(HttpResponse::status).containsExactly(103);
    }
}
