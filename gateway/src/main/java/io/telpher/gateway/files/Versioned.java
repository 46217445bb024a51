package io.telpher.gateway.files;

import org.jspecify.annotations.Nullable;

/**
 * A file's name with the fingerprint of its content in it: {@code app.3f9a1c0b52d4.css} is {@code app.css}. Pure.
 *
 * @param name without the fingerprint
 * @param version the fingerprint
 */
record Versioned(String name, String version) {
    /** How long a fingerprint is: 48 bits, since it tells versions of one name apart and nothing else. */
    static final int DIGITS = 12;

    /** The parts of a versioned name, or null if it is none. */
    static @Nullable Versioned of(String name) {
        int dot = name.lastIndexOf('.');
        int from = dot - DIGITS;
        int base = from - 1;
        if (base <= name.lastIndexOf('/') + 1 || name.charAt(base) != '.' || name.indexOf('/', dot) >= 0) {
            return null;
        }
        for (int i = from; i < dot; i++) {
            char c = name.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return null;
            }
        }
        return new Versioned(name.substring(0, base) + name.substring(dot), name.substring(from, dot));
    }
}
