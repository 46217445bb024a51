package io.telpher.net.flood;

/** What an address is blamed for, and how heavily. */
public enum Offence {
    /** One of its connections was closed because a budget was exhausted. */
    BUDGET(50),
    /** It began a handshake beyond its rate: many people behind one address may do that for a moment. */
    HANDSHAKE(1);

    /** How much weighs as much as a connection that exhausts a budget. */
    static final int WHOLE = 50;

    private final int weight;

    Offence(int weight) {
        this.weight = weight;
    }

    /** In parts of {@link #WHOLE}. */
    int weight() {
        return weight;
    }
}
