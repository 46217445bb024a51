package io.telpher.gateway.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObject;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.telpher.gateway.jwt.Finding.Bad;
import io.telpher.gateway.jwt.Finding.Good;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges a token by rules and keys (RFC 7515, 7519, and the advice of RFC 8725). Pure, and told what time it is; takes as long as a signature. */
final class Verification {
    /** What a token may say that it is (RFC 8725 §3.11): others are for other purposes. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

    private static final String APPLICATION = "application/";

    private final TokenRules rules;

    Verification(TokenRules rules) {
        this.rules = rules;
    }

    /** @param digest what is to tell the token from others */
    Finding judge(String token, String digest, KeySet keys, long nowSeconds) {
        try {
            Base64URL[] parts = JOSEObject.split(token);
            if (parts.length != 3) {
                return new Bad(Fault.MALFORMED);
            }
            Map<String, Object> header = JSONObjectUtils.parse(parts[0].decodeToString());
            Algorithm algorithm = Algorithm.of(header.get("alg"));
            if (algorithm == null || !rules.allows(algorithm)) {
                return new Bad(Fault.ALGORITHM);
            }
            if (header.containsKey("crit") || header.containsKey("b64")) {
                return new Bad(Fault.CRITICAL);
            }
            JWSHeader read = JWSHeader.parse(header, parts[0]);
            Fault fault =
                    !isAccess(read.getType()) ? Fault.TYPE : signature(read, algorithm, signed(token), parts[2], keys);
            return fault != null ? new Bad(fault) : claims(parts[1], digest, nowSeconds);
        } catch (ParseException | IllegalArgumentException e) {
            return new Bad(Fault.MALFORMED);
        }
    }

    private static byte[] signed(String token) {
        return token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isAccess(@Nullable JOSEObjectType type) {
        if (type == null) {
            return true;
        }
        String text = type.getType().toLowerCase(Locale.ROOT);
        return TYPES.contains(text.startsWith(APPLICATION) ? text.substring(APPLICATION.length()) : text);
    }

    private static @Nullable Fault signature(
            JWSHeader header, Algorithm algorithm, byte[] signed, Base64URL signature, KeySet keys) {
        List<TrustedKey> candidates = keys.candidates(header.getKeyID(), algorithm);
        for (TrustedKey key : candidates) {
            if (holds(key, header, signed, signature)) {
                return null;
            }
        }
        return candidates.isEmpty() ? Fault.UNKNOWN_KEY : Fault.SIGNATURE;
    }

    private static boolean holds(TrustedKey key, JWSHeader header, byte[] signed, Base64URL signature) {
        try {
            return key.proof().holds(header, signed, signature);
        } catch (JOSEException | GeneralSecurityException e) {
            return false; // it is none
        }
    }

    private Finding claims(Base64URL payload, String digest, long nowSeconds) throws ParseException {
        Map<String, Object> all = JSONObjectUtils.parse(payload.decodeToString());
        if (!(all.get("exp") instanceof Number expiry)
                || !(all.getOrDefault("nbf", 0L) instanceof Number notBefore)
                || !(all.getOrDefault("sub", "") instanceof String)) {
            return new Bad(Fault.MALFORMED);
        }
        long leeway = rules.leeway().toSeconds();
        if (nowSeconds - leeway >= expiry.longValue()) {
            return new Bad(Fault.EXPIRED);
        }
        if (nowSeconds + leeway < notBefore.longValue()) {
            return new Bad(Fault.NOT_YET);
        }
        if (!rules.issuers().isEmpty()
                && !(all.get("iss") instanceof String iss && rules.issuers().contains(iss))) {
            return new Bad(Fault.ISSUER);
        }
        if (!rules.audiences().isEmpty() && !isForUs(all.get("aud"))) {
            return new Bad(Fault.AUDIENCE);
        }
        return all.containsKey("cnf") ? new Bad(Fault.BOUND) : new Good(new Claims(all, digest, expiry.longValue()));
    }

    private boolean isForUs(@Nullable Object audience) {
        return audience instanceof List<?> list
                ? list.stream().anyMatch(rules.audiences()::contains)
                : audience instanceof String one && rules.audiences().contains(one);
    }
}
