package io.telpher.core;

import org.jspecify.annotations.Nullable;

/**
 * How an exchange ended.
 *
 * @param failure what broke, or null if it ended as it should
 */
public record Outcome(@Nullable Failure failure) {
    /** Both bodies went through. */
    public static final Outcome DONE = new Outcome(null);

    /** Something broke. */
    public static Outcome failed(Failure failure) {
        return new Outcome(failure);
    }

    /** True if nothing broke. */
    public boolean ok() {
        return failure == null;
    }
}
