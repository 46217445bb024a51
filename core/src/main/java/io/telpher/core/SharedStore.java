package io.telpher.core;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Small values that several processes share, each for the length of its lease, and topics on which they tell each other
 * that something has changed. It is what policies agree by across nodes: who leads, what was answered.
 *
 * <p>Every value has a lease, so that nothing is left behind by a process that dies. Calls block the (virtual) thread, and
 * throw a {@link Failure} of the upstream side when the store cannot be reached; what happens then is the policy's to say.
 * A message on a topic may be lost: whoever waits for one also looks by himself from time to time.
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
}
