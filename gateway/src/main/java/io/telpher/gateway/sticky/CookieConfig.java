package io.telpher.gateway.sticky;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cookie of our own (RFC 6265). Scripts never see it, and it is {@code Secure} where the client came by TLS.
 *
 * @param name its name
 * @param maxAge how long it lives, or null for as long as the browser
 * @param sameSite who may send it along
 */
record CookieConfig(String name, @Nullable Duration maxAge, SameSite sameSite) {

    /** From where requests must come to have the cookie. */
    enum SameSite {
        /** From the same site only. */
        STRICT,
        /** From the same site, or by following a link. */
        LAX,
        /** From anywhere, over TLS. */
        NONE
    }

    CookieConfig {
        if (maxAge != null && maxAge.toSeconds() < 1) {
            throw new IllegalArgumentException("\"max-age\" is at least a second");
        }
    }

    /** The value of {@code Set-Cookie}. */
    String line(String value, boolean secure) {
        StringBuilder line = new StringBuilder(name).append('=').append(value).append("; Path=/");
        if (maxAge != null) {
            line.append("; Max-Age=").append(maxAge.toSeconds());
        }
        line.append("; HttpOnly; SameSite=").append(word());
        return line.append(secure || sameSite == SameSite.NONE ? "; Secure" : "")
                .toString();
    }

    private String word() {
        String lower = sameSite.name().toLowerCase(Locale.ROOT);
        return Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }
}
