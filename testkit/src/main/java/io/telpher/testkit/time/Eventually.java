package io.telpher.testkit.time;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits for what happens soon on another thread or in another process and cannot call back: looked at until it is so. */
public final class Eventually {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private Eventually() {}

    /** Looks until what is seen is as wanted. @throws AssertionError with what was seen last if it is not within 30 s */
    public static <T> T see(Callable<T> look, Predicate<? super T> wanted) throws Exception {
        Patience patience = Patience.begin(LIMIT_NANOS);
        while (true) {
            T seen = look.call();
            if (wanted.test(seen)) {
                return seen;
            }
            if (patience.isOver()) {
                throw new AssertionError("not within 30 s; seen last:\n" + seen);
            }
            Patience.pause();
        }
    }
}
