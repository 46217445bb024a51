package io.telpher.net.flood;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final long SECOND = 1_000_000_000L;

    private static final ConnectionLimits LIMITS = new ConnectionLimits(
            3, new ConnectionLimits.Share(2, 2, 2), new ConnectionLimits.Share(3, 5, 20), 10, 24, 48);

    private final Admission admission = new Admission(LIMITS, 0, 1);

    private static InetAddress at(String address) {
        return InetAddress.ofLiteral(address);
    }

    @Test
    void aListenerTakesAsManyConnectionsAsItMay() {
        assertThat(admission.enter()).isNull();
        assertThat(admission.enter()).isNull();
        assertThat(admission.enter()).isNull();
        assertThat(admission.enter()).isEqualTo(Refusal.LISTENER_FULL);
        admission.leave();
        assertThat(admission.enter()).isNull();
        assertThat(admission.open()).isEqualTo(3);
    }

    @Test
    void anAddressGetsItsShareAndNoMore() {
        assertThat(admission.enterFrom(at("192.0.2.1"))).isNull();
        assertThat(admission.enterFrom(at("192.0.2.1"))).isNull();
        assertThat(admission.enterFrom(at("192.0.2.1"))).isEqualTo(Refusal.ADDRESS_FULL);
        assertThat(admission.enterFrom(at("192.0.2.2"))).isNull();
        admission.leaveFrom(at("192.0.2.1"));
        assertThat(admission.enterFrom(at("192.0.2.1"))).isNull();
    }

    @Test
    void aNetworkGetsItsShareHoweverManyAddressesItHas() {
        assertThat(admission.enterFrom(at("192.0.2.1"))).isNull();
        assertThat(admission.enterFrom(at("192.0.2.2"))).isNull();
        assertThat(admission.enterFrom(at("192.0.2.3"))).isNull();
        assertThat(admission.enterFrom(at("192.0.2.4"))).isEqualTo(Refusal.NETWORK_FULL);
        assertThat(admission.enterFrom(at("192.0.3.4"))).isNull();
    }

    @Test
    void theAddressesOfAnIpv6HostCountAsOne() {
        assertThat(admission.enterFrom(at("2001:db8::1"))).isNull();
        assertThat(admission.enterFrom(at("2001:db8::ffff:1"))).isNull();
        assertThat(admission.enterFrom(at("2001:db8::2"))).isEqualTo(Refusal.ADDRESS_FULL);
        assertThat(admission.enterFrom(at("2001:db8:0:1::2"))).isNull();
        assertThat(admission.enterFrom(at("2001:db8:0:2::2"))).isEqualTo(Refusal.NETWORK_FULL);
        assertThat(admission.enterFrom(at("2001:db8:1::2"))).isNull();
    }

    @Test
    void whatLeftIsForgotten() {
        for (int i = 0; i < 100; i++) {
            InetAddress client = at("198.51." + i + ".1");
            assertThat(admission.enterFrom(client)).isNull();
            admission.leaveFrom(client);
        }
        assertThat(admission.remembered()).isZero();
    }

    @Test
    void whoIsRefusedForItsNetworkIsNotCountedForItsAddress() {
        admission.enterFrom(at("192.0.2.1"));
        admission.enterFrom(at("192.0.2.2"));
        admission.enterFrom(at("192.0.2.3"));
        assertThat(admission.enterFrom(at("192.0.2.4"))).isEqualTo(Refusal.NETWORK_FULL);
        admission.leaveFrom(at("192.0.2.1"));
        admission.leaveFrom(at("192.0.2.2"));
        admission.leaveFrom(at("192.0.2.3"));
        assertThat(admission.remembered()).isZero();
    }

    @Test
    void handshakesComeInABurstAndThenAtTheirRate() {
        for (int i = 0; i < 20; i++) {
            assertThat(admission.handshake(at("192.0.2.1"), 0)).isNull();
        }
        assertThat(admission.handshake(at("192.0.2.1"), 0)).isEqualTo(Refusal.HANDSHAKE_RATE);
        assertThat(admission.handshake(at("192.0.2.2"), 0)).isNull();
        assertThat(admission.handshake(at("192.0.2.1"), SECOND / 2)).isNull();
        assertThat(admission.handshake(at("192.0.2.1"), SECOND / 2)).isEqualTo(Refusal.HANDSHAKE_RATE);
    }

    @Test
    void whoOffendsIsRefusedByItsAddressAndTheMachineItselfIsNot() {
        for (int i = 0; i < 10; i++) {
            admission.blame(at("2001:db8::1"), Offence.BUDGET, 0);
            admission.blame(at("127.0.0.2"), Offence.BUDGET, 0);
            admission.blame(at("127.0.0.1"), Offence.BUDGET, 0);
            admission.blame(at("::1"), Offence.BUDGET, 0);
            admission.blame(at("0.0.0.0"), Offence.BUDGET, 0);
        }
        assertThat(admission.judge(at("2001:db8::2"), 0)).isEqualTo(Refusal.OFFENDER);
        assertThat(admission.judge(at("2001:db8:0:1::1"), 0)).isNull();
        assertThat(admission.judge(at("127.0.0.2"), 0)).isEqualTo(Refusal.OFFENDER);
        assertThat(admission.judge(at("127.0.0.1"), 0)).isNull();
        assertThat(admission.judge(at("::1"), 0)).isNull();
        assertThat(admission.judge(at("0.0.0.0"), 0)).isNull();
    }

    @Test
    void theHandshakesOfANetworkHaveARateTogether() {
        for (int i = 0; i < 50; i++) {
            assertThat(admission.handshake(at("192.0.2." + i), 0)).isNull();
        }
        assertThat(admission.handshake(at("192.0.2.50"), 0)).isEqualTo(Refusal.HANDSHAKE_RATE);
        assertThat(admission.handshake(at("192.0.3.50"), 0)).isNull();
    }

    @Test
    void addressesThatOffendNowAndThenHaveTheirNetworkRefusedTogether() {
        Barred barred = null;
        for (int i = 0; i <= 20; i++) {
            assertThat(barred).isNull();
            assertThat(admission.judge(at("192.0.2.200"), 0)).isNull();
            barred = admission.blame(at("192.0.2." + i), Offence.BUDGET, 0);
        }
        assertThat(barred).isEqualTo(new Barred("192.0.2.0/24", 10 * SECOND));
        assertThat(admission.judge(at("192.0.2.200"), 0)).isEqualTo(Refusal.NETWORK_OFFENDER);
        assertThat(admission.judge(at("192.0.3.200"), 0)).isNull();
        assertThat(admission.judge(at("192.0.2.200"), 10 * SECOND)).isNull();
    }

    @Test
    void oneAddressAloneNeverHasItsNetworkRefused() {
        for (int i = 0; i < 1_000; i++) {
            admission.blame(at("192.0.2.1"), Offence.BUDGET, i * SECOND / 10);
            assertThat(admission.judge(at("192.0.2.2"), i * SECOND / 10)).isNull();
        }
        assertThat(admission.judge(at("192.0.2.1"), 100 * SECOND)).isEqualTo(Refusal.OFFENDER);
    }

    @Test
    void networksAreOfTheLengthThatTheyAreSaidToBe() {
        ConnectionLimits.Share share = new ConnectionLimits.Share(2, 2, 1);
        Admission wide = new Admission(new ConnectionLimits(9, share, share, 10, 22, 56), 0, 1);
        for (int i = 0; i < 3; i++) {
            wide.blame(at("10.1.7." + i), Offence.BUDGET, 0);
            wide.blame(at("2001:db8:0:" + i + "::1"), Offence.BUDGET, 0);
        }
        assertThat(wide.judge(at("10.1.4.1"), 0)).isEqualTo(Refusal.NETWORK_OFFENDER);
        assertThat(wide.judge(at("10.1.8.1"), 0)).isNull();
        assertThat(wide.judge(at("2001:db8:0:fe::1"), 0)).isEqualTo(Refusal.NETWORK_OFFENDER);
        assertThat(wide.judge(at("2001:db8:0:100::1"), 0)).isNull();
    }

    @Test
    void thoseWhoAreRefusedAreCalledAsPeopleWriteThem() {
        assertThat(Prefix.address(at("192.0.2.1")).text()).isEqualTo("192.0.2.1");
        assertThat(Prefix.network(at("192.0.2.1"), LIMITS).text()).isEqualTo("192.0.2.0/24");
        assertThat(Prefix.address(at("2001:db8::1")).text()).isEqualTo("2001:db8::/64");
        assertThat(Prefix.network(at("2001:db8:1:2::1"), LIMITS).text()).isEqualTo("2001:db8:1::/48");
    }

    @Test
    void loopbackCountsForTheListenerOnly() {
        for (int i = 0; i < 100; i++) {
            assertThat(admission.enterFrom(at("127.0.0.1"))).isNull();
            assertThat(admission.handshake(at("::1"), 0)).isNull();
        }
        assertThat(admission.remembered()).isZero();
    }
}
