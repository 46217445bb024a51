package io.telpher.httpnetty.loop.h2;

/** The streams of one connection that we reset last: what of them was under way then is no fault of the peer. */
final class RecentResets {
    private static final int KEPT = 256;

    private int[] streams = {};
    private int next;

    void add(int stream) {
        if (streams.length == 0) {
            streams = new int[KEPT];
        }
        streams[next] = stream;
        next = (next + 1) % KEPT;
    }

    boolean contains(int stream) {
        for (int recent : streams) {
            if (recent == stream) {
                return true;
            }
        }
        return false;
    }
}
