package io.telpher.net.tls;

import java.util.List;

/** What both sides speak: TLS 1.3 and 1.2, and of 1.2 only what is forward-secret and authenticated (RFC 9325). */
final class TlsRules {
    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /**
     * The suites. For 1.2 in the server's order; BoringSSL orders those of 1.3 itself, by whether the machine does AES
     * in hardware.
     */
    static final List<String> SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    private TlsRules() {}
}
