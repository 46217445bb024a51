package io.telpher.net.udp;

import io.telpher.net.flood.ConnectionLimits;

/**
 * What a listener of UDP allows its clients.
 *
 * @param idleTimeoutNanos after which a session in which nothing moves, either way, ends
 * @param responses after so many datagrams to the client a session ends; 0 for any number
 * @param datagramBytesMax longer datagrams are dropped
 * @param limits how many sessions there are, and from whom
 */
public record UdpSettings(long idleTimeoutNanos, int responses, int datagramBytesMax, ConnectionLimits limits) {}
