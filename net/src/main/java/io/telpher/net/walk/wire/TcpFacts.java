package io.telpher.net.walk.wire;

/**
 * What the kernel knows of a connection (Linux, TCP_INFO).
 *
 * @param rttMicros the smoothed round trip
 * @param rttVarMicros how much it varies
 * @param windowSegments the congestion window
 * @param segmentBytes the largest segment it sends
 * @param pathMtuBytes the path's largest packet, as far as it is known
 * @param fastOpen true if data in the SYN was acknowledged (RFC 7413)
 * @param congestion the congestion control in use: {@code cubic}, {@code bbr}
 */
public record TcpFacts(
        long rttMicros,
        long rttVarMicros,
        long windowSegments,
        long retransmits,
        long segmentBytes,
        long pathMtuBytes,
        boolean fastOpen,
        String congestion) {}
