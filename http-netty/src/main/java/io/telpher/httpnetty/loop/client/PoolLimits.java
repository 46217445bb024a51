package io.telpher.httpnetty.loop.client;

import io.telpher.httpnetty.PoolSettings;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The bound on open connections of one upstream, over all its endpoints and loops, and who waits for one. */
public final class PoolLimits {
    private static final int WAITING_MAX = 10_000;

    private final PoolSettings settings;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final IntConsumer waits;
    private final Queue<ClientCall> waiting = new ConcurrentLinkedQueue<>();
    private final Fairness fairness = new Fairness();
    private final List<LoopPool> pools = new CopyOnWriteArrayList<>();

    /** Nothing open yet. */
    public PoolLimits(PoolSettings settings) {
        this(settings, _ -> {});
    }

    /** Nothing open yet; {@code waits} is told when one call more waits, and by -1 when one fewer does. It must not block. */
    public PoolLimits(PoolSettings settings, IntConsumer waits) {
        this.settings = settings;
        this.waits = waits;
    }

    PoolSettings settings() {
        return settings;
    }

    /** How many connections are open. */
    public int open() {
        return open.get();
    }

    /** How many calls wait for one. */
    public int waiting() {
        return waitingCount.get();
    }

    void add(LoopPool pool) {
        pools.add(pool);
    }

    void remove(LoopPool pool) {
        pools.remove(pool);
    }

    /** Takes the right to open a connection, if there is one left. */
    boolean tryOpen() {
        int now = open.get();
        while (now < settings.openMax()) {
            int seen = open.compareAndExchange(now, now + 1);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
        return false;
    }

    /** Gives the right back; whoever waited longest may try again. */
    void closed() {
        open.decrementAndGet();
        ClientCall next = nextWaiting();
        if (next != null) {
            next.tryAgain();
        }
    }

    /** @return false if too many wait already */
    boolean await(ClientCall call) {
        waits(1);
        if (waitingCount.get() > WAITING_MAX) {
            waits(-1);
            return false;
        }
        waiting.add(call);
        if (tryOpen()) { // one was closed meanwhile
            closed();
        } else {
            pools.forEach(LoopPool::yieldOne);
        }
        return true;
    }

    private void waits(int change) {
        waitingCount.addAndGet(change);
        waits.accept(change);
    }

    boolean anyoneWaiting() {
        return waitingCount.get() > 0;
    }

    private @Nullable ClientCall nextWaiting() {
        ClientCall call = waiting.poll();
        if (call != null) {
            waits(-1);
        }
        return call;
    }

    /** True if a connection is to be closed for the sake of who waited longest, though {@code own} could have it. */
    boolean givesAway(ClientCall own, long now) {
        ClientCall longest = waiting.peek();
        return longest != null
                && longest != own
                && fairness.moves(own.waitsSinceNanos(), longest.waitsSinceNanos(), now);
    }

    /** @return false if it waits no more: somebody has woken it */
    boolean stopWaiting(ClientCall call) {
        boolean waited = waiting.remove(call);
        if (waited) {
            waits(-1);
        }
        return waited;
    }
}
