package io.telpher.gateway.jwt;

/** What was found out about a token. */
sealed interface Finding {
    /** It is believed. */
    record Good(Claims claims) implements Finding {}

    /** It is not. */
    record Bad(Fault fault) implements Finding {}
}
