package io.telpher.balance;

import io.telpher.core.Service;

/**
 * The way to an endpoint that takes no calls at times, such as while a breaker is open. It is passed over then, even where
 * everybody else is tried; if all are, calls are refused without being sent.
 */
public interface Guarded {
    /** Takes every call. */
    Guarded ALWAYS = new Guarded() {
        @Override
        public boolean admits() {
            return true;
        }

        @Override
        public long waitNanos() {
            return 0;
        }
    };

    /** Whether it takes a call now. Asked for every pick, by many threads: must be cheap. */
    boolean admits();

    /** How long it may be until it does, 0 if nobody knows. */
    long waitNanos();

    /** How a way is guarded. */
    static Guarded of(Service<?, ?> way) {
        return way instanceof Guarded guarded ? guarded : ALWAYS;
    }
}
