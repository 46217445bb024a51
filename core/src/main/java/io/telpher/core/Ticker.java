package io.telpher.core;

/** What time it is, as an argument: nanoseconds since some fixed moment, never going back. */
@FunctionalInterface
public interface Ticker {

    /** Nanoseconds since an arbitrary origin. Compare by subtraction only. */
    long nanos();

    /** The clock of this machine. */
    static Ticker system() {
        return System::nanoTime;
    }
}
