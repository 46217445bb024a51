package io.telpher.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log that several processes share: whoever adds to it tells all, in one order, and whoever was away reads on from where he was. It
 * forgets the eldest entries, and says so.
 *
 * <p>Calls block the (virtual) thread, for a bounded time, and throw a {@link Failure} of the upstream side when it cannot be reached.
 * What was added though the call failed may stand there all the same. Implementations pass {@code SharedLogContract}.
 */
public interface SharedLog extends AutoCloseable {

    /** Adds to its end. @return where it stands */
    String append(byte[] entry) throws Failure, InterruptedException;

    /** Where the last entry stands, or null if there is none. */
    @Nullable
    String last() throws Failure, InterruptedException;

    /**
     * What stands after a place, in its order, at most {@code max} of it.
     *
     * @param place one that this log gave, in this process or another
     * @return null if nobody knows what stood after it: it, or what followed, is forgotten
     */
    @Nullable
    List<SharedStore.Logged> after(String place, int max) throws Failure, InterruptedException;

    /**
     * Has the follower told when something was added, if the log can; it is called on a thread that it must not block, and now and
     * then for nothing or not at all: whoever follows looks by himself too.
     */
    Subscription follow(Runnable follower) throws Failure, InterruptedException;

    /** Lets go of what is its own. */
    @Override
    default void close() {}
}
