package io.telpher.net.flood;

import java.util.Locale;

/** Why a connection was refused or closed before a request could be read. */
public enum Refusal {
    /** The listener has as many connections as it may. */
    LISTENER_FULL,
    /** The address has as many connections as it may. */
    ADDRESS_FULL,
    /** The network around the address has as many connections as it may. */
    NETWORK_FULL,
    /** The address begins handshakes faster than it may. */
    HANDSHAKE_RATE,
    /** Connections of the address have exhausted budgets again and again: it is refused for a while. */
    OFFENDER,
    /** The same of many addresses of one network: all of it is refused for a while. */
    NETWORK_OFFENDER,
    /** Too many handshakes are under way: this one had been for the longest time. */
    HANDSHAKES_FULL,
    /** Memory runs short. */
    MEMORY,
    /** File descriptors run short. */
    DESCRIPTORS,
    /** A header of the PROXY protocol is missing, broken or late. */
    PROXY_HEADER;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The word in logs and metrics, such as {@code address-full}. */
    public String word() {
        return word;
    }
}
