package io.telpher.http;

/**
 * A body that keeps what passes of it, up to a limit, so that it can be sent again from its beginning. Nothing waits for
 * that: the first sending goes on as it comes. See {@link Body#kept}.
 */
public interface KeptBody extends Body {

    /** True as long as everything that has passed is kept. Once false, it stays so. */
    @Override
    boolean replayable();

    /** True if all of it is here, so that several may send it at once. */
    boolean whole();

    /** It will not be sent again: nothing more is kept. */
    void settle();
}
