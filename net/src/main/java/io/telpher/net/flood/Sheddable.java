package io.telpher.net.flood;

/** Connections of which some can be given up. Called by one thread, which is no loop's. */
public interface Sheddable {
    /** The connections of both. */
    static Sheddable of(Sheddable one, Sheddable other) {
        return new Sheddable() {
            @Override
            public int closeIdle() {
                return one.closeIdle() + other.closeIdle();
            }

            @Override
            public int closeWorst() {
                return one.closeWorst() + other.closeWorst();
            }
        };
    }

    /** Closes some of the connections on which nothing is under way, those first that have been idle for the longest time. @return how many */
    int closeIdle();

    /** Closes some of the connections that do harm or hold memory, the worst first. @return how many */
    int closeWorst();
}
