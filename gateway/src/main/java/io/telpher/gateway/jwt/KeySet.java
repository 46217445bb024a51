package io.telpher.gateway.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are believed at one time.
 *
 * @param keys the keys
 */
record KeySet(List<TrustedKey> keys) {
    /** How many keys a set may have. */
    static final int KEYS_MAX = 64;

    /** With how many keys one token is tried at most: each costs as much as a signature. */
    static final int TRIES_MAX = 8;

    KeySet {
        keys = List.copyOf(keys);
    }

    /**
     * A set as JSON (RFC 7517). Keys that are not for us, secrets among them, are passed over, and so are those that are no good:
     * a set has to be understood by many.
     *
     * @throws IOException if it is none, or none of its keys is for us
     */
    static KeySet ofJson(byte[] json) throws IOException {
        List<TrustedKey> keys = new ArrayList<>();
        try {
            Map<String, Object>[] all = JSONObjectUtils.getJSONObjectArray(
                    JSONObjectUtils.parse(new String(json, StandardCharsets.UTF_8)), "keys");
            if (all == null) {
                throw new IOException("no set of keys: it has no \"keys\"");
            }
            if (all.length > KEYS_MAX) {
                throw new IOException("more than " + KEYS_MAX + " keys");
            }
            for (Map<String, Object> one : all) {
                TrustedKey key = key(one);
                if (key != null) {
                    keys.add(key);
                }
            }
        } catch (ParseException e) {
            throw new IOException("no set of keys: " + e.getMessage(), e);
        }
        if (keys.isEmpty()) {
            throw new IOException("none of its keys verifies tokens");
        }
        return new KeySet(keys);
    }

    private static @Nullable TrustedKey key(Map<String, Object> json) {
        try {
            return TrustedKey.of(JWK.parse(json));
        } catch (ParseException | JOSEException | GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The keys that may have signed a token of this header; too many to be tried are none. */
    List<TrustedKey> candidates(@Nullable String id, Algorithm algorithm) {
        List<TrustedKey> found = new ArrayList<>();
        for (TrustedKey key : keys) {
            boolean named = id == null || key.id() == null || id.equals(key.id());
            if (named && key.algorithms().contains(algorithm)) {
                found.add(key);
            }
        }
        return found.size() > TRIES_MAX ? List.of() : found;
    }
}
