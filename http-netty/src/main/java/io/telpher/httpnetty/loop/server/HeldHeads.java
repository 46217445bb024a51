package io.telpher.httpnetty.loop.server;

import io.telpher.net.loop.Holdings;

/**
 * What the heads of a connection's requests take while they are under way: some always, more as long as its loop has room.
 * A hundred streams whose responses the client holds back would otherwise pin megabytes of the heap by their heads alone.
 */
final class HeldHeads {
    /** What every connection may hold, whatever the others do. */
    static final int ALWAYS_BYTES = 65_536;

    private final Holdings shared;
    private int held;
    private int promised;

    /** None yet; beyond {@link #ALWAYS_BYTES} they come out of {@code shared}. */
    HeldHeads(Holdings shared) {
        this.shared = shared;
    }

    /** One more. @return false if there is no room for it; the first is always taken */
    boolean take(int bytes) {
        int more = held == 0 ? 0 : held + bytes - ALWAYS_BYTES - promised;
        if (more > 0) {
            if (!shared.promise(more)) {
                return false;
            }
            promised += more;
        }
        held += bytes;
        return true;
    }

    /** One has gone. */
    void giveBack(int bytes) {
        held -= bytes;
        int less = promised - Math.max(0, held - ALWAYS_BYTES);
        if (less > 0) {
            promised -= less;
            shared.giveBack(less);
        }
    }

    int bytes() {
        return held;
    }
}
