package io.telpher.app.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.CannotStart;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BindTroubleTest {
    private static CannotStart trouble(Loops loops, InetSocketAddress address) {
        try {
            loops.listen(address, _ -> {});
            throw new AssertionError("it listens");
        } catch (Exception e) {
            return BindTrouble.of("web", address, e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO"})
    void a_busy_port_and_a_foreign_address_are_told_apart(Transport transport) throws Exception {
        try (Loops loops = new Loops(transport, 1);
                ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress taken = (InetSocketAddress) busy.getLocalSocketAddress();
            assertThat(trouble(loops, taken).busyAddress()).isEqualTo(taken);

            CannotStart foreign = trouble(loops, new InetSocketAddress("203.0.113.9", 8080));
            assertThat(foreign.busyAddress()).isNull();
            assertThat(foreign)
                    .hasMessage(
                            "listener web: 203.0.113.9 is no address of this machine: take one that `ip address` lists,"
                                    + " or the port alone for all of them");
        }
    }

    @Test
    void a_port_that_needs_rights_says_which() {
        CannotStart told = BindTrouble.of(
                "web",
                new InetSocketAddress("127.0.0.1", 80),
                new IOException("bind(..) failed with error(-13): Permission denied"));
        assertThat(told)
                .hasMessageStartingWith("listener web: no right to listen on port 80, which is below 1024")
                .hasMessageContaining("AmbientCapabilities=CAP_NET_BIND_SERVICE")
                .hasMessageContaining("ip_unprivileged_port_start=80");
    }

    @Test
    void whatever_else_it_is_keeps_its_words() {
        assertThat(BindTrouble.of("web", new InetSocketAddress("127.0.0.1", 8080), new IOException("odd")))
                .hasMessage("listener web: cannot listen on 127.0.0.1:8080: odd");
    }
}
