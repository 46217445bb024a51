package io.telpher.gateway.jwt;

import java.util.Locale;

/** Why a request is not let through. The words are ours: nothing of a token is told. */
enum Fault {
    /** It carries none. */
    MISSING(401, "", "The request needs a token: Authorization: Bearer TOKEN."),
    /** What it carries is no single token. */
    UNREADABLE(400, "invalid_request", "Authorization is to hold one Bearer token."),
    TOO_LONG(401, "invalid_token", "The token is too long."),
    MALFORMED(401, "invalid_token", "The token is no JSON Web Token."),
    ALGORITHM(401, "invalid_token", "The token is signed by an algorithm that is not allowed."),
    TYPE(401, "invalid_token", "The token is for another purpose."),
    CRITICAL(401, "invalid_token", "The token asks for something that is not understood."),
    UNKNOWN_KEY(401, "invalid_token", "The token is signed by an unknown key."),
    SIGNATURE(401, "invalid_token", "The signature of the token is not right."),
    EXPIRED(401, "invalid_token", "The token has expired."),
    NOT_YET(401, "invalid_token", "The token is not valid yet."),
    ISSUER(401, "invalid_token", "The token is from another issuer."),
    AUDIENCE(401, "invalid_token", "The token is for another audience."),
    BOUND(401, "invalid_token", "The token is bound to a key, which is not checked here."),
    /** It lacks a claim or scope. */
    CLAIMS(403, "insufficient_scope", "The token does not allow this."),
    /** Nothing can be said of it. */
    NO_KEYS(503, "", "Tokens cannot be verified now: the keys cannot be had.");

    private final int status;
    private final String error;
    private final String sentence;

    Fault(int status, String error, String sentence) {
        this.status = status;
        this.error = error;
        this.sentence = sentence;
    }

    int status() {
        return status;
    }

    /** The error code of RFC 6750 §3.1, or nothing. */
    String error() {
        return error;
    }

    String sentence() {
        return sentence;
    }

    /** Its word in metrics and the log. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
