package io.telpher.net.tls.chain;

/**
 * What one of the six checks of a chain found.
 *
 * @param check which one
 * @param found in a few words; it may hold names from the network, without control characters
 */
public record ChainFinding(ChainCheck check, Result result, String found) {
    /** How a check ended. */
    public enum Result {
        /** What it asks for holds. */
        HOLDS,
        /** It does not: the chain is refused. */
        FAILS,
        /** It could not be judged, as an earlier one failed. */
        NOT_REACHED
    }
}
