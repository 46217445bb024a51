package io.telpher.app.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardSecrecyTest {
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_256_GCM_SHA384, true",
        "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, true",
        "TLSv1.2, ECDHE-ECDSA-AES128-GCM-SHA256, true",
        "TLSv1.2, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, true",
        "TLSv1.2, TLS_RSA_WITH_AES_128_GCM_SHA256, false",
        "TLSv1.2, AES128-SHA, false",
        "TLSv1.2, TLS_ECDH_RSA_WITH_AES_128_CBC_SHA, false",
        "TLSv1.2, TLS_DH_RSA_WITH_AES_128_CBC_SHA, false",
    })
    void onlyEphemeralKeyExchangesKeepIt(String version, String cipher, boolean kept) {
        assertThat(ForwardSecrecy.of(version, cipher, null).kept()).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_RSA_WITH_3DES_EDE_CBC_SHA, Sweet32",
        "TLS_ECDHE_RSA_WITH_RC4_128_SHA, RC4",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, CBC",
        "TLS_ECDH_anon_WITH_AES_128_CBC_SHA, authenticated",
    })
    void weakSuitesAreNamed(String cipher, String word) {
        assertThat(CipherAdvice.cipher(cipher)).contains(word);
    }

    @ParameterizedTest
    @CsvSource({"TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"})
    void soundSuitesAreNotBlamed(String cipher) {
        assertThat(CipherAdvice.cipher(cipher)).isNull();
    }
}
