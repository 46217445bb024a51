package io.telpher.core;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Small values that several processes share, each for the length of its lease, and topics on which they tell each other
 * that something has changed. It is what policies agree by across nodes: who leads, what was answered.
 *
 * <p>Every value has a lease, so that nothing is left behind by a process that dies. Calls block the (virtual) thread, and
 * throw a {@link Failure} of the upstream side when the store cannot be reached; what happens then is the policy's to say.
 * A message on a topic may be lost: whoever waits for one also looks by himself from time to time, or reads a log.
 *
 * <p>Implementations pass {@code SharedStoreContract} of the test kit.
 */
public interface SharedStore {

    /** The value, or null if there is none or its lease is over. */
    byte @Nullable [] read(String key) throws Failure, InterruptedException;

    /** Sets the value, whatever was there. */
    void put(String key, byte[] value, long leaseNanos) throws Failure, InterruptedException;

    /** Sets the value if there is none, in one step. True if it did. */
    boolean putIfAbsent(String key, byte[] value, long leaseNanos) throws Failure, InterruptedException;

    /** Sets the value and its lease if it is {@code expected}, in one step. True if it did. */
    boolean replace(String key, byte[] expected, byte[] value, long leaseNanos) throws Failure, InterruptedException;

    /** Removes the value if it is {@code expected}, in one step. True if it did. */
    boolean remove(String key, byte[] expected) throws Failure, InterruptedException;

    /** Tells whoever follows the topic. */
    void publish(String topic, byte[] message) throws Failure, InterruptedException;

    /**
     * Has the follower told of messages from now on, on a thread of the store's, which it must not block.
     *
     * <p>Returns once the subscription is in force: what is published afterwards arrives.
     */
    Subscription follow(String topic, Consumer<byte[]> follower) throws Failure, InterruptedException;

    /**
     * Adds to the end of a log. Those who add at once stand in some order, the same for everybody.
     *
     * @param kept how many entries there are at most; the eldest go
     * @return where it stands
     */
    String append(String log, byte[] entry, int kept, long leaseNanos) throws Failure, InterruptedException;

    /** Where the last entry of a log stands, or null if there is none. */
    @Nullable
    String last(String log) throws Failure, InterruptedException;

    /**
     * What stands in a log after a place, in its order, at most {@code max} of it. Renews the log's lease.
     *
     * @param place one that was given by a log of this name, in this process or another
     * @return null if the place is not there any more, so that nobody knows what stood after it
     */
    @Nullable
    List<Logged> after(String log, String place, int max, long leaseNanos) throws Failure, InterruptedException;

    /**
     * An entry of a log.
     *
     * @param place where it stands
     * @param entry what was added
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they travel: nobody compares entries
    record Logged(String place, byte[] entry) {}
}
