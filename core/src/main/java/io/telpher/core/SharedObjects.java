package io.telpher.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room of objects that several processes share: larger things than the values of a {@link SharedStore}, each with a head and
 * content, which may go at any time. The room is bounded: what was not used for the longest time goes first, and nothing outlives
 * its lease. Under one key stand several objects, each in a slot.
 *
 * <p>What is purged is not found afterwards, by nobody and whatever else the server forgot; nor is what was asked for before and
 * is put after it. Calls block the (virtual) thread, and throw a {@link Failure} of the upstream side when the server cannot be
 * reached.
 */
public interface SharedObjects {

    /** All that stands under a key. Counts as a use of it. */
    Found find(Key key) throws Failure, InterruptedException;

    /** An object's content, or null if it is gone. */
    byte @Nullable [] content(String id) throws Failure, InterruptedException;

    /** Puts an object into its slot, in place of what is there. {@link Done#count} is 0 if it was not taken. */
    Done put(Draft draft) throws Failure, InterruptedException;

    /** Changes all of an object but its content. {@link Done#count} is 0 if it is gone, or was purged since {@code moment}, if only softly. */
    Done update(String id, Facts facts, long moment) throws Failure, InterruptedException;

    /** Removes an object. */
    Done remove(String id) throws Failure, InterruptedException;

    /** Removes what is named, or marks it as stale. {@link Done#count} says how many objects. */
    Done purge(Scope scope, String name, boolean soft) throws Failure, InterruptedException;

    /**
     * Where objects stand.
     *
     * @param name what is purged by, without the character 0
     * @param more the rest of the key
     */
    record Key(String name, String more) {}

    /** What is purged. */
    enum Scope {
        /** Everything whose key has this name. */
        NAME,
        /** Everything whose key's name begins so. */
        PREFIX,
        /** Everything with this label. */
        LABEL,
        /** Everything. */
        ALL
    }

    /**
     * The room as the server saw it when it answered.
     *
     * @param nowMillis by the server's clock
     * @param moment grows by each purge, and is never what it was before
     * @param objects how many there are
     * @param bytes how much they take
     * @param evicted how many went to make room
     */
    record Room(long nowMillis, long moment, long objects, long bytes, long evicted) {}

    /** What was done, and to how many objects. */
    record Done(Room room, long count) {}

    /** What was found. */
    record Found(Room room, List<Kept> objects) {}

    /**
     * An object.
     *
     * @param id its own, which no other one ever has
     * @param atMillis when its head was put, by the server's clock
     * @param staleMillis since when it was purged softly, by the server's clock, or -1
     * @param content or null if it is to be asked for
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they travel: nobody compares objects
    record Kept(String id, long atMillis, long staleMillis, byte[] head, byte @Nullable [] content) {}

    /**
     * All of an object that may change.
     *
     * @param labels what it is purged by beside its key
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Facts(byte[] head, List<String> labels, long leaseMillis) {}

    /**
     * What is put.
     *
     * @param slot under its key
     * @param id that no other one ever has
     * @param moment of a room that was seen before it was asked for
     * @param onto the one in whose place it is put and no other, or null for whatever is there
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Draft(
            Key key,
            String slot,
            String id,
            Facts facts,
            byte[] content,
            long moment,
            @Nullable String onto) {}
}
