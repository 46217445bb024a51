package io.telpher.app.probe;

import org.jspecify.annotations.Nullable;

/** What is wrong with a version or a cipher suite today, if anything. */
final class CipherAdvice {
    private CipherAdvice() {}

    static @Nullable String version(String version) {
        return switch (version) {
            case "TLSv1.3", "TLSv1.2" -> null;
            default -> "deprecated (RFC 8996)";
        };
    }

    static @Nullable String cipher(String cipher) {
        if (cipher.contains("NULL")) {
            return "nothing is encrypted";
        }
        if (cipher.contains("anon") || cipher.contains("ADH")) {
            return "nobody is authenticated";
        }
        if (cipher.contains("RC4")) {
            return "RC4 is broken (RFC 7465)";
        }
        if (cipher.contains("EXPORT")) {
            return "an export cipher is no cipher";
        }
        if (cipher.contains("DES")) {
            return "64-bit blocks (Sweet32, CVE-2016-2183)";
        }
        return cipher.contains("GCM") || cipher.contains("CHACHA20") || cipher.contains("CCM")
                ? null
                : "CBC without authenticated encryption";
    }
}
