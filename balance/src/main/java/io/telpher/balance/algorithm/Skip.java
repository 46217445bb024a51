package io.telpher.balance.algorithm;

import io.telpher.core.Tries;
import org.jspecify.annotations.Nullable;

/**
 * Who may not be picked for a call. What it means for itself each {@link Candidate} knows.
 *
 * @param reach how far down it goes
 * @param tried who was tried, or null if none was
 * @param keyed whether {@code key} decides whom endpoints on the ramp serve
 * @param key what calls that belong together have in common
 */
public record Skip(Reach reach, @Nullable Tries tried, boolean keyed, long key) {
    /** Passes over whoever is out, and whoever is on the ramp and has had his part. */
    public static final Skip DOWN = new Skip(Reach.PART, null, false, 0);

    /** Passes over nobody but those whom an operator took out: for when all are out. */
    public static final Skip NOBODY = new Skip(Reach.EVERYBODY, null, false, 0);

    /** Whom a call may go to. */
    public enum Reach {
        /** Those who serve, each within his part. */
        PART,
        /** Those who serve. */
        SERVING,
        /** Those who are out, too. */
        EVERYBODY
    }

    /** This, past those who were tried. */
    public Skip past(Tries tries) {
        return new Skip(reach, tries, keyed, key);
    }

    /** This for one key. */
    public Skip of(long ofKey) {
        return new Skip(reach, tried, true, ofKey);
    }

    /** The same for another reach. */
    public Skip reaching(Reach other) {
        return new Skip(other, tried, keyed, key);
    }
}
