package io.telpher.balance;

/**
 * Who may not be picked: the candidates that are down, and those that this call tried already.
 *
 * @param down whether candidates that are down are passed over
 * @param first a place in the list that was tried, or -1
 * @param second another, or -1
 */
record Skip(boolean down, int first, int second) {
    /** Passes over whoever is down. */
    static final Skip DOWN = new Skip(true, -1, -1);

    /** Passes over nobody: for when all are down. */
    static final Skip NOBODY = new Skip(false, -1, -1);

    /** How many tried places are remembered. */
    static final int TRIED_MAX = 2;

    /** This, and the place just tried. */
    Skip tried(int index) {
        return new Skip(down, index, first);
    }

    /** True if the candidate at this place may not be picked. */
    boolean skips(int index, Candidate candidate) {
        return index == first || index == second || (down && !candidate.healthy());
    }
}
