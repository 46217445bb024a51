package io.telpher.resilience.idempotency;

import io.telpher.core.Failure;
import io.telpher.core.SharedStore;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The right to execute the call of a key, as it stands in the store. */
final class Claim {
    private static final Logger LOG = LoggerFactory.getLogger(Claim.class);
    private static final byte[] OVER = {1};

    private final SharedStore store;
    private final String key;
    private final byte[] print;
    private final byte[] record;
    private final OnceLimits limits;

    Claim(SharedStore store, String key, byte[] print, OnceLimits limits) {
        this.store = store;
        this.key = key;
        this.print = print;
        this.limits = limits;
        this.record = Kept.pending(print, token());
    }

    /** Tells one execution from another. */
    private static byte[] token() {
        UUID random = UUID.randomUUID();
        return ByteBuffer.allocate(16)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
    }

    static String topic(String key) {
        return key;
    }

    /** @return false if somebody else has it */
    boolean take() throws Failure, InterruptedException {
        return store.putIfAbsent(key, record, limits.claimNanos());
    }

    /** Keeps it for another while. @return false if it was lost */
    boolean renew() {
        try {
            return store.replace(key, record, record, limits.claimNanos());
        } catch (Failure failure) {
            LOG.warn("the claim of an idempotency key cannot be renewed: {}", failure.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    void lost() {
        LOG.warn(
                "the claim of an idempotency key was lost while its request is being executed: it may be executed twice");
    }

    long renewNanos() {
        return limits.claimNanos() / 3;
    }

    /** Keeps the answer, or that it is not kept. */
    void answer(byte @Nullable [] bytes) throws InterruptedException {
        byte[] kept = bytes == null ? Kept.done(print) : Kept.answered(print, bytes);
        try {
            if (!store.replace(key, record, kept, limits.leaseNanos())) {
                LOG.warn("the answer to an idempotency key is not kept: its claim was lost");
            }
            store.publish(topic(key), OVER);
        } catch (Failure failure) {
            LOG.warn("the answer to an idempotency key is not kept: {}", failure.text());
        }
    }

    /** Gives the key back. */
    void release() throws InterruptedException {
        try {
            store.remove(key, record);
            store.publish(topic(key), OVER);
        } catch (Failure failure) {
            LOG.warn("an idempotency key is not given back before its claim ends: {}", failure.text());
        }
    }
}
