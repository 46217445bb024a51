package io.telpher.gateway.jwt;

import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How tokens may be signed (RFC 7518 §3, RFC 8037). There is no {@code none} among them. */
enum Algorithm {
    RS256("RS256", Family.RSA),
    RS384("RS384", Family.RSA),
    RS512("RS512", Family.RSA),
    PS256("PS256", Family.RSA),
    PS384("PS384", Family.RSA),
    PS512("PS512", Family.RSA),
    ES256("ES256", Family.EC),
    ES384("ES384", Family.EC),
    ES512("ES512", Family.EC),
    EDDSA("EdDSA", Family.ED25519),
    HS256("HS256", Family.SECRET),
    HS384("HS384", Family.SECRET),
    HS512("HS512", Family.SECRET);

    /** Which keys they go with: a key of one family verifies nothing of another. */
    enum Family {
        RSA,
        EC,
        ED25519,
        /** One key signs and verifies: whoever can check a token can make one. */
        SECRET
    }

    /** What is allowed where keys are public and nobody says otherwise. */
    static final List<Algorithm> PUBLIC = List.of(RS256, PS256, ES256, EDDSA);

    private static final Map<String, Algorithm> BY_WORD = new LinkedHashMap<>();

    static {
        for (Algorithm each : values()) {
            BY_WORD.put(each.word, each);
        }
    }

    static final Shape<Algorithm> SHAPE = Shapes.choice(BY_WORD);

    private final String word;
    private final Family family;

    Algorithm(String word, Family family) {
        this.word = word;
        this.family = family;
    }

    /** The one of this name in a token's header, or null. EdDSA has a second name that says the curve (RFC 9864). */
    static @Nullable Algorithm of(@Nullable Object name) {
        return "Ed25519".equals(name) ? EDDSA : BY_WORD.get(name);
    }

    String word() {
        return word;
    }

    Family family() {
        return family;
    }
}
