package io.telpher.net.flood;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OffendersTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final Prefix BAD = Prefix.address(InetAddress.ofLiteral("192.0.2.1"));
    private static final Prefix OTHER = Prefix.address(InetAddress.ofLiteral("192.0.2.2"));

    private final Offenders offenders = new Offenders(5);
    private long now;

    /** Offends until it is refused. @return for how many seconds */
    private long offend(Prefix who) {
        for (int i = 0; i < 5; i++) {
            assertThat(offenders.blame(who, Offence.BUDGET, now)).isZero();
            assertThat(offenders.barred(who, now)).isFalse();
        }
        return offenders.blame(who, Offence.BUDGET, now) / SECOND;
    }

    @Test
    void whoOffendsMoreOftenThanIsBorneIsRefusedForTenSecondsAndOthersAreNot() {
        assertThat(offend(BAD)).isEqualTo(10);
        assertThat(offenders.barred(BAD, now)).isTrue();
        assertThat(offenders.barred(OTHER, now)).isFalse();
        assertThat(offenders.barred(BAD, now + 10 * SECOND - 1)).isTrue();
        assertThat(offenders.barred(BAD, now + 10 * SECOND)).isFalse();
    }

    @Test
    void eachTimeLastsTwiceAsLongUpToTenMinutes() {
        for (long expected : new long[] {10, 20, 40, 80, 160, 320, 600, 600}) {
            assertThat(offend(BAD)).isEqualTo(expected);
            now += expected * SECOND;
        }
    }

    @Test
    void tenMinutesOfGoodBehaviourAndItIsForgotten() {
        offend(BAD);
        now += 10 * SECOND + 10 * MINUTE - 1;
        assertThat(offend(BAD)).isEqualTo(20);
        now += 20 * SECOND + 10 * MINUTE;
        assertThat(offend(BAD)).isEqualTo(10);
    }

    @Test
    void whatIsStillClosedWhileItIsRefusedCountsNothing() {
        offend(BAD);
        for (int i = 0; i < 100; i++) {
            assertThat(offenders.blame(BAD, Offence.BUDGET, now)).isZero();
        }
        now += 10 * SECOND;
        assertThat(offenders.barred(BAD, now)).isFalse();
        assertThat(offend(BAD)).isEqualTo(20);
    }

    @Test
    void anOffenceNowAndThenIsBorneForEver() {
        for (int i = 0; i < 1_000; i++) {
            now += 12 * SECOND;
            assertThat(offenders.blame(BAD, Offence.BUDGET, now)).isZero();
        }
    }

    @Test
    void handshakesBeyondTheirRateWeighLittle() {
        for (int i = 0; i < 250; i++) {
            assertThat(offenders.blame(BAD, Offence.HANDSHAKE, now)).isZero();
        }
        assertThat(offenders.blame(BAD, Offence.HANDSHAKE, now)).isEqualTo(10 * SECOND);
    }

    @Test
    void withoutALimitNobodyIsRefused() {
        Offenders none = new Offenders(0);
        for (int i = 0; i < 100; i++) {
            assertThat(none.blame(BAD, Offence.BUDGET, now)).isZero();
        }
        assertThat(none.barred(BAD, now)).isFalse();
        assertThat(none.remembered()).isZero();
    }

    @Test
    void howeverManyOffendWhoWasHeardOfLastIsRemembered() {
        offend(BAD);
        for (int i = 0; i < 3 * Offenders.REMEMBERED_MAX; i++) {
            offenders.blame(new Prefix(i, 64), Offence.BUDGET, now);
            assertThat(offenders.barred(BAD, now)).isTrue(); // it knocks, and is heard of
        }
        assertThat(offenders.remembered()).isEqualTo(Offenders.REMEMBERED_MAX);
    }

    @Test
    void whoHasBehavedForLongEnoughTakesNoPlace() {
        for (int i = 0; i < 100; i++) {
            offenders.blame(new Prefix(i, 64), Offence.BUDGET, now);
        }
        now += 12 * MINUTE;
        offenders.blame(BAD, Offence.BUDGET, now);
        assertThat(offenders.remembered()).isEqualTo(1);
    }

    @Property
    void noAddressEverLosesMoreThanItsShareBetweenTwoRefusals(
            @ForAll List<@IntRange(min = 0, max = 90) Integer> pausesSeconds,
            @ForAll @IntRange(min = 1, max = 20) int perMinute) {
        Offenders some = new Offenders(perMinute);
        long time = -30 * SECOND; // clocks may begin below 0
        long longest = 0;
        long free = time;
        int borne = 0;
        for (int pause : pausesSeconds) {
            time += pause * SECOND;
            boolean barred = some.barred(BAD, time);
            long length = some.blame(BAD, Offence.BUDGET, time);
            assertThat(barred && length > 0).isFalse();
            if (length > 0) {
                assertThat(length).isBetween(10 * SECOND, 10 * MINUTE).isGreaterThanOrEqualTo(longest);
                assertThat(some.barred(BAD, time + length - 1)).isTrue();
                assertThat(some.barred(BAD, time + length)).isFalse();
                longest = length;
                free = time + length;
                borne = 0;
            } else if (!barred) {
                borne++;
                assertThat(borne).isLessThanOrEqualTo((int) (perMinute * (1 + (time - free) / (double) MINUTE)) + 1);
            }
        }
    }
}
