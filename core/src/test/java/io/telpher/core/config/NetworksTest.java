package io.telpher.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.core.Ip;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

    private static boolean trusts(Networks trusted, String address) {
        return trusted.contains(Ip.parse(address));
    }

    @Test
    void nobodyIsTrustedByDefault() {
        assertThat(Networks.NOBODY.isEmpty()).isTrue();
        assertThat(trusts(Networks.NOBODY, "127.0.0.1")).isFalse();
        assertThat(trusts(Networks.NOBODY, "::1")).isFalse();
    }

    @Test
    void whatIsReadFromTheSameTextIsEqual() {
        Networks first = Networks.of(List.of("private", "2001:db8::/32"));
        assertThat(Networks.of(List.of("private", "2001:db8::/32")))
                .isEqualTo(first)
                .hasSameHashCodeAs(first);
        assertThat(Networks.of(List.of("private", "2001:db9::/32"))).isNotEqualTo(first);
        assertThat(Networks.of(List.of("10.0.0.0/8"))).isNotEqualTo(Networks.of(List.of("10.0.0.0/9")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255",
                        "127.0.0.1",
                "169.254.1.1", "::1", "fe80::1", "febf::1", "fc00::1", "fdff::1", "::ffff:10.1.2.3"
            })
    void thePresetPrivateHoldsThePrivateRanges(String address) {
        assertThat(trusts(Networks.of(List.of("private")), address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.255.255.255",
                "11.0.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "128.0.0.0",
                "100.64.0.1",
                "8.8.8.8",
                "::2",
                "fec0::1",
                "fe00::1",
                "fb00::1",
                "2001:db8::1",
                "::ffff:11.0.0.0"
            })
    void thePresetPrivateHoldsNothingElse(String address) {
        assertThat(trusts(Networks.of(List.of("private")), address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.1/8", "::1/64", "1.2.3/8"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Networks.of(List.of(text))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everybodyCanBeTrusted() {
        Networks all = Networks.of(List.of("0.0.0.0/0", "::/0"));
        for (String address : List.of("0.0.0.0", "255.255.255.255", "128.0.0.0", "::", "ffff::1")) {
            assertThat(trusts(all, address)).isTrue();
        }
    }

    @Property
    void anAddressIsTrustedExactlyIfItsFirstBitsAreTheNetworks(
            @ForAll @Size(16) byte[] network,
            @ForAll @Size(16) byte[] address,
            @ForAll @IntRange(max = 128) int prefix) {
        BigInteger mask =
                BigInteger.ONE.shiftLeft(128 - prefix).subtract(BigInteger.ONE).not();
        BigInteger base = new BigInteger(1, network).and(mask);
        if (base.bitLength() <= 48) {
            return; // may be IPv4-mapped
        }
        Networks trusted = Networks.of(List.of(Ip.text(sixteen(base)) + "/" + prefix));
        assertThat(trusted.contains(address))
                .isEqualTo(new BigInteger(1, address).and(mask).equals(base));
        assertThat(trusted.contains(sixteen(base))).isTrue();
    }

    private static byte[] sixteen(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] out = new byte[16];
        int n = Math.min(16, bytes.length);
        System.arraycopy(bytes, bytes.length - n, out, 16 - n, n);
        return out;
    }
}
