package io.telpher.core;

/** One question to an endpoint: are you well? TCP, HTTP and deep checks are probes. */
@FunctionalInterface
public interface Probe {

    /**
     * Asks once. Blocks, on a virtual thread, for at most {@code timeoutNanos}.
     *
     * @return the answer; trouble of any kind is an answer too, never an exception
     */
    Answer ask(Endpoint endpoint, long timeoutNanos) throws InterruptedException;

    /**
     * What an endpoint says of itself.
     *
     * @param healthy whether it may be sent work
     * @param draining whether it says that it is going: it finishes what it has and wants nothing new
     * @param detail one phrase for people, such as {@code HTTP 503} or {@code connection refused}
     */
    record Answer(boolean healthy, boolean draining, String detail) {

        /** An answer of one that is not going. */
        public Answer(boolean healthy, String detail) {
            this(healthy, false, detail);
        }
    }
}
