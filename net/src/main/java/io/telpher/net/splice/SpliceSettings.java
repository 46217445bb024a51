package io.telpher.net.splice;

/**
 * What a listener of TCP allows its clients.
 *
 * @param idleTimeoutNanos after which a connection on which nothing moves, either way, is closed
 * @param readsServerName true if the ClientHello of TLS that is passed through is looked at before somebody is dialled
 * @param helloTimeoutNanos for the ClientHello, from accept
 * @param fastOpen true if first bytes may come with the SYN (TCP Fast Open)
 */
public record SpliceSettings(
        long idleTimeoutNanos, boolean readsServerName, long helloTimeoutNanos, boolean fastOpen) {}
