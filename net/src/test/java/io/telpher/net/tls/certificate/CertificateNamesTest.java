package io.telpher.net.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.net.tls.Certificates;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateNamesTest {
    private static boolean covers(String name, String host) throws Exception {
        Identity identity = Certificates.named("x").forNames(name).make();
        return identity.names().cover(host);
    }

    @ParameterizedTest
    @CsvSource({
        "api.test, api.test",
        "api.test, API.Test",
        "API.test, api.test.",
        "*.shop.test, www.shop.test",
        "*.test, api.test",
        "xn--bcher-kva.test, bücher.test",
        "127.0.0.1, 127.0.0.1",
        "::1, ::1",
        "::1, [::1]",
        "2001:db8::1, 2001:0db8:0:0:0:0:0:1",
        "fe80::1, fe80::1%eth0"
    })
    void coversTheHost(String name, String host) throws Exception {
        assertThat(covers(name, host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "api.test, www.test",
        "api.test, api.test.evil",
        "api.test, xapi.test",
        "*.shop.test, shop.test",
        "*.shop.test, a.b.shop.test",
        "*.shop.test, .shop.test",
        "*.shop.test, *.shop.test",
        "w*.shop.test, www.shop.test",
        "www.*.test, www.shop.test",
        "*, localhost",
        "*.0.0.1, 127.0.0.1",
        "127.0.0.1, 127.0.0.2",
        "127.0.0.1, 127.1",
        "127.0.0.1, 2130706433",
        "::1, ::2",
        "::1, 0.0.0.1",
        "::1, localhost"
    })
    void doesNotCoverTheHost(String name, String host) throws Exception {
        assertThat(covers(name, host)).isFalse();
    }

    @Test
    void anAddressWrittenAsADnsNameIsNotAnAddress() {
        CertificateNames names = new CertificateNames(List.of("10.0.0.1", "::1"), List.of());
        assertThat(names.cover("10.0.0.1")).isFalse();
        assertThat(names.cover("::1")).isFalse();
    }
}
