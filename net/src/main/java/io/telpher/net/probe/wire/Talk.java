package io.telpher.net.probe.wire;

import io.telpher.core.Probe;

/** A short conversation by which a server shows that it is well. Without state: what was said before is told each time. */
public interface Talk {
    /** What has come within one step may have so many bytes. */
    int HEARD_BYTES_MAX = 8 * 1024;

    /** What is said first; nothing if the server begins. */
    byte[] opening();

    /**
     * Judges what has come.
     *
     * @param step how often something was said after the opening
     * @param heard all that came since
     */
    Step hear(int step, byte[] heard);

    /** True if it goes by datagrams. */
    default boolean datagrams() {
        return false;
    }

    /** What follows. */
    sealed interface Step {
        /** More bytes are needed. */
        record More() implements Step {}

        /** Something is said, and answered. */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Say(byte[] bytes) implements Step {}

        /** It is over. */
        record Done(Probe.Answer answer) implements Step {}

        /** More bytes are needed. */
        Step MORE = new More();

        /** The server is well. */
        static Step well(String detail) {
            return new Done(new Probe.Answer(true, detail));
        }

        /** The server is not well. */
        static Step bad(String detail) {
            return new Done(new Probe.Answer(false, detail));
        }
    }
}
