package io.telpher.resilience.coalesce;

import io.telpher.core.Cell;
import io.telpher.core.Copies;
import io.telpher.core.Failure;
import io.telpher.core.Filter;
import io.telpher.core.Service;
import io.telpher.core.SharedStore;
import io.telpher.core.Subscription;
import io.telpher.core.Traits;
import io.telpher.core.Waiter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes one call of identical ones of several processes, by a store that they share: the first one puts its id under the
 * key, and it alone calls; the others wait for its reply. It stands within a {@link Coalescing}, so that a process takes part
 * once.
 *
 * <p>The key is {@code coalesce:} and what the call is about, its value the id of whoever calls, with a lease; the reply is put
 * under {@code coalesced:} and that id, the key is removed, and a message on the topic named like the key tells the others. An
 * empty reply says that there is none to share. Who finds the key gone without a reply, because the caller has failed or its
 * lease has ended, takes its place; who has waited for too long, or whose store is away, calls by himself.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public final class AcrossNodes<Q, R> implements Filter<Q, R> {
    private static final int TURNS = 2;
    /** How often who waits looks by himself: messages can be lost, and a lease ends without one. */
    private static final long LOOK_NANOS = 250_000_000L;

    private static final byte[] NOTHING = {};

    private final SharedStore store;
    private final Traits<Q, R> traits;
    private final Codec<Q, R> codec;
    private final Function<Q, @Nullable String> key;
    private final Waiter waiter;
    private final Executor threads;
    private final Supplier<String> ids;
    private final CoalesceLimits limits;
    private final StoreEvents events;

    /** What is told of the store's part, to be counted. */
    public interface StoreEvents {
        /** How a call that this process makes or not came about. */
        void played(CoalesceEvents.Role role);

        /** The store could not be asked or told: calls are made as if there were none. */
        void storeAway(Failure why);
    }

    /**
     * A filter.
     *
     * @param key what a call is about, or null if it is not to be made with others
     * @param ids gives an id that nobody has had, for each call
     */
    public AcrossNodes(
            SharedStore store,
            Traits<Q, R> traits,
            Codec<Q, R> codec,
            Function<Q, @Nullable String> key,
            Waiter waiter,
            Executor threads,
            Supplier<String> ids,
            CoalesceLimits limits,
            StoreEvents events) {
        this.store = store;
        this.traits = traits;
        this.codec = codec;
        this.key = key;
        this.waiter = waiter;
        this.threads = threads;
        this.ids = ids;
        this.limits = limits;
        this.events = events;
    }

    @Override
    public R call(Q request, Service<Q, R> next) throws Exception {
        String about = key.apply(request);
        if (about == null) {
            events.played(CoalesceEvents.Role.ALONE);
            return next.call(request);
        }
        String name = "coalesce:" + about;
        for (int turn = 1; turn <= TURNS; turn++) {
            byte[] id = ids.get().getBytes(StandardCharsets.US_ASCII);
            boolean leads;
            byte[] other = null;
            try {
                leads = store.putIfAbsent(name, id, limits.waitNanos());
                if (!leads) {
                    other = answered(name);
                }
            } catch (Failure away) {
                events.storeAway(away);
                return next.call(request);
            }
            if (leads) {
                events.played(CoalesceEvents.Role.LED);
                return lead(name, id, request, next);
            }
            if (other != null) {
                R reply = other.length == 0 ? null : decode(other, request);
                if (reply != null) {
                    events.played(CoalesceEvents.Role.JOINED);
                    return reply;
                }
                break;
            }
        }
        events.played(CoalesceEvents.Role.ALONE);
        return next.call(request);
    }

    private @Nullable R decode(byte[] bytes, Q request) {
        try {
            return codec.decode(bytes, request);
        } catch (IOException e) {
            return null; // another version wrote it: as if it were not for us
        }
    }

    // === who calls ===

    /** Trouble of the call goes on up; trouble with the store does not. */
    private R lead(String name, byte[] id, Q request, Service<Q, R> next) throws Exception {
        Copies<Q, R> copies = null;
        R own;
        try {
            R reply = next.call(request);
            copies = traits.share(request, reply, limits.bytesMax(), waiter);
            own = copies == null ? reply : copy(copies, request);
        } catch (Throwable failed) {
            threads.execute(() -> tell(name, id, null)); // others take its place
            throw failed;
        }
        if (copies == null) {
            threads.execute(() -> tell(name, id, NOTHING));
            return own;
        }
        R shared = copy(copies, request);
        threads.execute(copies);
        threads.execute(() -> tell(name, id, encoded(request, shared)));
        return own;
    }

    private static <Q, R> R copy(Copies<Q, R> copies, Q request) {
        R copy = copies.copy(request);
        if (copy == null) {
            throw new IllegalStateException("a reply that is no answer to its own request");
        }
        return copy;
    }

    private byte[] encoded(Q request, R reply) {
        try {
            return codec.encode(request, reply);
        } catch (IOException e) {
            traits.discard(reply);
            return NOTHING; // too long, or broken off: others ask for themselves
        }
    }

    /** Each step is tried whatever became of the one before: keys may be on servers that are away one by one. */
    private void tell(String name, byte[] id, byte @Nullable [] reply) {
        if (reply != null) {
            tryTo(() -> store.put(reply(id), reply, limits.waitNanos()));
        }
        tryTo(() -> store.remove(name, id));
        tryTo(() -> store.publish(name, id));
    }

    private void tryTo(Step step) {
        try {
            step.run();
        } catch (Failure away) {
            events.storeAway(away);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Step {
        void run() throws Failure, InterruptedException;
    }

    private static String reply(byte[] id) {
        return "coalesced:" + new String(id, StandardCharsets.US_ASCII);
    }

    // === who waits ===

    /** What the one who calls was answered, empty if it is not to be shared or late; null if nobody calls any more. */
    private byte @Nullable [] answered(String name) throws Failure, InterruptedException {
        Cell<Boolean> told = new Cell<>();
        try (Subscription topic = store.follow(name, _ -> told.complete(true))) {
            byte[] id = store.read(name);
            if (id == null) {
                return null;
            }
            long end = waiter.ticker().nanos() + limits.waitNanos();
            while (true) {
                long left = end - waiter.ticker().nanos();
                look(told, Math.min(LOOK_NANOS, left));
                byte[] now = store.read(name); // before the reply: whoever removes it has put that before
                byte[] reply = store.read(reply(id));
                if (reply != null || !Arrays.equals(now, id)) {
                    return reply;
                }
                if (left <= 0) {
                    return NOTHING;
                }
            }
        }
    }

    /** Waits to be told, and once it was, for the next look: another's message may come first. */
    private void look(Cell<Boolean> told, long nanos) throws InterruptedException {
        if (told.isDone()) {
            waiter.sleep(nanos);
        } else {
            waiter.await(told, nanos);
        }
    }
}
