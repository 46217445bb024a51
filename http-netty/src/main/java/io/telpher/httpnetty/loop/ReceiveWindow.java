package io.telpher.httpnetty.loop;

/**
 * How much a peer may send on an HTTP/2 connection, all streams together (RFC 9113 §5.2). Bytes that wait for a slow taker
 * do not narrow it, so that one slow stream never holds up the others, until so many wait that memory counts more.
 */
final class ReceiveWindow {
    /** What every connection begins with (RFC 9113 §6.9.2). */
    static final int FIRST_BYTES = 65_535;

    private final int targetBytes;
    private final int heldFreeBytes;
    private int window = FIRST_BYTES;
    private int held;

    /** A window that is kept at {@code targetBytes} as long as no more than {@code heldFreeBytes} wait. */
    ReceiveWindow(int targetBytes, int heldFreeBytes) {
        this.targetBytes = targetBytes;
        this.heldFreeBytes = heldFreeBytes;
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
        int wanted = targetBytes - Math.max(0, held - heldFreeBytes);
        int more = wanted - window;
        if (more < targetBytes / 2) {
            return 0;
        }
        window += more;
        return more;
    }
}
