package io.telpher.httpnetty.loop.h2;

/** What a peer may do on an HTTP/2 connection, but that only an attacker does much of (RFC 9113 §10.5). */
public enum Oddity {
    /** It resets a stream whose answer is not complete: rapid reset. */
    RESET("resets", 200, 100),
    /** It makes us reset a stream: by a malformed message, a window that overflows, a frame on a closed stream. */
    PROVOKED("provoked_resets", 100, 0),
    /** It opens more streams than it was told it may. */
    REFUSED("refused_streams", 200, 0),
    /** SETTINGS, each of which wants an answer. */
    SETTINGS("settings", 30, 0),
    /** PING without traffic that it would measure. */
    PING("pings", 60, 100),
    /** DATA, HEADERS or CONTINUATION that carry nothing and end nothing. */
    EMPTY("empty_frames", 20, 0),
    /** CONTINUATION: heads that fit into a frame need none. */
    CONTINUATION("continuations", 120, 100),
    /** Priority signals, the deprecated ones and the new ones. */
    PRIORITY("priorities", 240, 200),
    /** WINDOW_UPDATE that no DATA of ours explains. */
    WINDOW("window_updates", 400, 100_000),
    /** Frames of types that nobody knows. */
    UNKNOWN("unknown_frames", 120, 0);

    private final String label;
    private final int perMinute;
    private final int explainedMax;

    Oddity(String label, int perMinute, int explainedMax) {
        this.label = label;
        this.perMinute = perMinute;
        this.explainedMax = explainedMax;
    }

    /** The word in logs and metrics. */
    public String label() {
        return label;
    }

    /** How many are borne in any minute. */
    int perMinute() {
        return perMinute;
    }

    /** How many traffic can explain beforehand. */
    int explainedMax() {
        return explainedMax;
    }
}
