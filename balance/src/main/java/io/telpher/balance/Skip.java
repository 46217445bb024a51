package io.telpher.balance;

/**
 * Who may not be picked: the candidates whose seat does not admit, and those that this call tried already.
 *
 * @param reach how far down it goes
 * @param first a place in the list that was tried, or -1
 * @param second another, or -1
 * @param keyed whether {@code key} decides whom endpoints on the ramp serve
 * @param key what calls that belong together have in common
 */
record Skip(Reach reach, int first, int second, boolean keyed, long key) {
    /** Passes over whoever is out, and whoever is on the ramp and has had his part. */
    static final Skip DOWN = new Skip(Reach.PART, -1, -1, false, 0);

    /** Passes over nobody but those whom an operator took out: for when all are out. */
    static final Skip NOBODY = new Skip(Reach.EVERYBODY, -1, -1, false, 0);

    /** How many tried places are remembered. */
    static final int TRIED_MAX = 2;

    /** Whom a call may go to. */
    enum Reach {
        /** Those who serve, each within his part. */
        PART,
        /** Those who serve. */
        SERVING,
        /** Those who are out, too. */
        EVERYBODY
    }

    /** This, and the place just tried. */
    Skip tried(int index) {
        return new Skip(reach, index, first, keyed, key);
    }

    /** This for one key. */
    Skip of(long ofKey) {
        return new Skip(reach, first, second, true, ofKey);
    }

    /** The same for another reach. */
    Skip reaching(Reach other) {
        return new Skip(other, first, second, keyed, key);
    }

    /** True if the candidate at this place may not be picked. */
    boolean skips(int index, Candidate candidate) {
        return index == first || index == second || !candidate.seat().admits(this);
    }
}
