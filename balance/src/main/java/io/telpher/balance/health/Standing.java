package io.telpher.balance.health;

/**
 * What a series of checks amounts to: up or down, and how many answers in a row spoke against it. It takes several to
 * change its mind, so that one lost packet takes nobody out and one lucky answer brings nobody back.
 *
 * @param healthy up or down
 * @param against how many of the last answers, without a break, said otherwise
 */
record Standing(boolean healthy, int against) {
    /** Before the first answer: healthy until told otherwise. */
    static final Standing INITIAL = new Standing(true, 0);

    /**
     * After one more answer.
     *
     * @param good the answer
     * @param failures how many in a row take it down, at least 1
     * @param successes how many in a row bring it up, at least 1
     */
    Standing after(boolean good, int failures, int successes) {
        if (good == healthy) {
            return against == 0 ? this : new Standing(healthy, 0);
        }
        int enough = healthy ? failures : successes;
        return against + 1 >= enough ? new Standing(!healthy, 0) : new Standing(healthy, against + 1);
    }
}
