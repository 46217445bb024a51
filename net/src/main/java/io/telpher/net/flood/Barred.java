package io.telpher.net.flood;

/**
 * Who is refused from now on, for a while.
 *
 * @param who an address, or a network such as {@code 192.0.2.0/24}
 * @param nanos for how long
 */
public record Barred(String who, long nanos) {}
