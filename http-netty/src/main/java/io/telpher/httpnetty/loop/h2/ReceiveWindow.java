package io.telpher.httpnetty.loop.h2;

import io.telpher.net.loop.Holdings;

/**
 * How much a peer may send on an HTTP/2 connection, all streams together (RFC 9113 §5.2). Bytes that wait for slow takers
 * narrow it, but never below what every connection begins with, so that one slow stream does not hold up the others, until
 * so many wait that memory counts more.
 *
 * <p>It begins as narrow as RFC 9113 has it and is widened when it is used up, as long as the loop can hold what may come:
 * many connections that nobody takes from fill no memory.
 */
final class ReceiveWindow {
    /** What every connection begins with (RFC 9113 §6.9.2). */
    static final int FIRST_BYTES = 65_535;

    private final int wideBytes;
    private final Holdings holdings;
    private final long promise;
    private int target = FIRST_BYTES;
    private int window = FIRST_BYTES;
    private int held;

    /** A window of {@code wideBytes}, those that wait included, if the loop has room for that. */
    ReceiveWindow(int wideBytes, Holdings holdings) {
        this.wideBytes = wideBytes;
        this.holdings = holdings;
        this.promise = (long) wideBytes - FIRST_BYTES;
    }

    /** Bytes arrive. @return false if the peer sent more than it may */
    boolean arrive(int bytes) {
        window -= bytes;
        held += bytes;
        return window >= 0;
    }

    /** Bytes that had arrived are through. */
    void pass(int bytes) {
        held -= bytes;
    }

    /** How many bytes wait for their takers. */
    int held() {
        return held;
    }

    /** What the peer is to be granted now, in one WINDOW_UPDATE; 0 if it is too little to be worth one. */
    int grant() {
        if (target < wideBytes && window <= FIRST_BYTES / 2 && holdings.promise(promise)) {
            target = wideBytes;
        }
        int wanted = Math.max(target - held, Math.min(FIRST_BYTES, target + FIRST_BYTES - held));
        int more = wanted - window;
        if (more <= 0 || more < wanted / 2) {
            return 0;
        }
        window += more;
        return more;
    }

    /** The connection is no more. */
    void release() {
        if (target == wideBytes) {
            target = FIRST_BYTES;
            holdings.giveBack(promise);
        }
    }
}
