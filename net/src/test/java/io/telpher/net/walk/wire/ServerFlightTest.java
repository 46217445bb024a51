package io.telpher.net.walk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ServerFlightTest {
    private static final String RANDOM = "00".repeat(32);

    @Test
    void theKeyShareOfTls13NamesTheGroup() {
        // supported_versions, then key_share with group 0x11ec
        String hello = "0303" + RANDOM + "00" + "1301" + "00" + "000e" + "002b00020304" + "0033000411ec0000";
        assertThat(ServerFlight.group(record(2, hello))).isEqualTo("X25519MLKEM768");
    }

    @Test
    void theSecondHelloCountsAfterARetry() {
        String retry = "0303" + RANDOM + "00" + "1301" + "00" + "0006" + "003300020017";
        String hello = "0303" + RANDOM + "00" + "1301" + "00" + "0008" + "00330004001d0000";
        byte[] first = record(2, retry);
        byte[] second = record(2, hello);
        byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);

        assertThat(ServerFlight.group(both)).isEqualTo("x25519");
    }

    @Test
    void theServerKeyExchangeOfTls12NamesTheCurve() {
        assertThat(ServerFlight.group(record(12, "030017" + "0104"))).isEqualTo("secp256r1");
    }

    @Test
    void aHelloWithoutAKeyShareNamesNone() {
        assertThat(ServerFlight.group(record(2, "0303" + RANDOM + "00" + "c02f" + "00")))
                .isNull();
    }

    @Property
    void anythingElseNamesNoneAndDoesNotThrow(@ForAll byte[] body) {
        ServerFlight.group(record(2, HexFormat.of().formatHex(body)));
        ServerFlight.group(body);
    }

    private static byte[] record(int type, String bodyHex) {
        int length = bodyHex.length() / 2;
        String message = "%02x%06x".formatted(type, length) + bodyHex;
        return HexFormat.of().parseHex("160303%04x".formatted(length + 4) + message);
    }
}
