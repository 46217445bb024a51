package io.telpher.net.walk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaceTest {
    @Test
    void runnersStartAStaggerApart() {
        Race race = new Race(2, 250, 1000);

        assertThat(race.start(1000)).isEqualTo(0);
        assertThat(race.start(1249)).isEqualTo(-1);
        assertThat(race.waitNanos(1100)).isEqualTo(150);
        assertThat(race.start(1250)).isEqualTo(1);
        assertThat(race.waitNanos(1300)).isEqualTo(-1);
    }

    @Test
    void theNextStartsAtOnceWhenOneFalls() {
        Race race = new Race(2, 250, 0);
        race.start(0);

        race.fell(10);

        assertThat(race.start(10)).isEqualTo(1);
        assertThat(race.lost()).isFalse();
        race.fell(20);
        assertThat(race.lost()).isTrue();
    }

    @Test
    void familiesTakeTurnsAndIpv6IsFirst() throws Exception {
        InetAddress a = InetAddress.getByName("192.0.2.1");
        InetAddress b = InetAddress.getByName("192.0.2.2");
        InetAddress c = InetAddress.getByName("2001:db8::1");

        assertThat(Race.lineUp(List.of(a, b, c))).containsExactly(c, a, b);
    }
}
