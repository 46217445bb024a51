package io.telpher.cache.store.form;

import java.io.IOException;

/** What was read is not what was written. */
public final class Corrupt extends IOException {
    private static final long serialVersionUID = 1;

    /** Says what is wrong. */
    public Corrupt(String what) {
        super(what);
    }

    /** Says what is wrong, and how it showed. */
    public Corrupt(String what, Throwable why) {
        super(what, why);
    }
}
