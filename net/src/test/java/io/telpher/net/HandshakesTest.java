package io.telpher.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** Handshake floods: silent connections do not lock others out. */
class HandshakesTest {
    private final Handshakes handshakes = new Handshakes(2);
    private final Channel first = new EmbeddedChannel();
    private final Channel second = new EmbeddedChannel();
    private final Channel third = new EmbeddedChannel();

    @Test
    void theOldestMakesRoomForANewOne() {
        assertThat(handshakes.begin(first)).isNull();
        assertThat(handshakes.begin(second)).isNull();
        assertThat(handshakes.begin(third)).isSameAs(first);
        assertThat(handshakes.size()).isEqualTo(2);
    }

    @Test
    void oneThatHasEndedIsNotInTheWay() {
        handshakes.begin(first);
        handshakes.begin(second);
        handshakes.end(first);
        assertThat(handshakes.begin(third)).isNull();
        handshakes.end(second);
        handshakes.end(third);
        assertThat(handshakes.size()).isZero();
    }
}
