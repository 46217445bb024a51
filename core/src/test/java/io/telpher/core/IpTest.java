package io.telpher.core;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTest {

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, 1.2.3.4",
        "0.0.0.0, 0.0.0.0",
        "::, ::",
        "::1, ::1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1::, 1::",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::ffff:1.2.3.4, 1.2.3.4",
        "64:ff9b::1.2.3.4, 64:ff9b::102:304",
    })
    void anAddressInAnyFormIsReadAndPrintedCanonical(String given, String canonical) {
        assertThat(Ip.text(Ip.parse(given))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1.2.3.4 ",
                "a.b.c.d",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "::1%eth0",
                "[::1]",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1.2.3",
                "1:",
                ":1",
                "::g",
                "1.2.3.4:80",
                "::1:"
            })
    void whatIsNoAddressIsNull(String given) {
        assertThat(Ip.parse(given)).isNull();
    }

    @Property
    void whatIsPrintedIsReadAgain(@ForAll @Size(16) byte[] bytes) {
        assertThat(Ip.text(Ip.parse(Ip.text(bytes)))).isEqualTo(Ip.text(bytes));
    }

    @Property
    void readingIsTotal(@ForAll String text) {
        byte[] bytes = Ip.parse(text);
        assertThat(bytes == null || bytes.length == 4 || bytes.length == 16).isTrue();
    }
}
