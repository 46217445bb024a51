package io.telpher.cache.store.disk;

import java.io.IOException;

/** What was read is not what was written. */
final class Corrupt extends IOException {
    private static final long serialVersionUID = 1;

    Corrupt(String what) {
        super(what);
    }

    Corrupt(String what, Throwable why) {
        super(what, why);
    }
}
