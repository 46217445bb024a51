package io.telpher.engines.redis;

import io.lettuce.core.ScriptOutputType;
import io.telpher.core.Failure;
import io.telpher.core.Ticker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks on their way to one server. One that finds no call under way is a call at once; those that come meanwhile are the
 * next one together, when the answer is back or when they are many. So a check waits for at most one other call, and the more
 * there are, the less each costs.
 *
 * <p>A server that let a call time out is left alone for a second, and then asked by one call at a time: all others fail at
 * once, those that wait already, too. So nobody waits longer than one call may take, and other servers' keys wait for nobody.
 */
final class LimitLane {
    /** How many groups a call has at most: Redis does nothing else while it runs. */
    private static final int GROUPS_MAX = 128;

    /** How many are worth one more call beside each that is under way: a call costs as much as a few checks. */
    private static final int GROUPS_WORTH = 32;

    private static final int CALLS_MAX = 4;
    private static final int QUEUED_MAX = 20_000;
    private static final long ALONE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger("telpher.store");
    private static final Script SCRIPT = new Script(Script.resource("limits.lua"));

    private final Connection connection;
    private final byte[] node;
    private final double overshoot;
    private final DoubleSupplier nowMicros;
    private final Ticker ticker;
    private final Queue<LimitGroup> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean silent;
    private volatile long askAgainAt;

    LimitLane(Connection connection, String node, double overshoot, DoubleSupplier nowMicros, Ticker ticker) {
        this.connection = connection;
        this.node = node.getBytes(StandardCharsets.US_ASCII);
        this.overshoot = overshoot;
        this.nowMicros = nowMicros;
        this.ticker = ticker;
    }

    /** Asks, soon. */
    void submit(LimitGroup group) {
        if (silent && (calls.get() > 0 || askAgainAt - ticker.nanos() > 0)) {
            group.fail(unasked());
        } else if (queued.get() >= QUEUED_MAX) {
            group.fail(Failure.upstream(Failure.Kind.LIMIT, true, connection.called() + ": too many checks wait"));
        } else {
            queue.add(group);
            queued.incrementAndGet();
            send();
        }
    }

    private Failure unasked() {
        return Failure.upstream(Failure.Kind.READ_TIMEOUT, true, connection.called() + ": silent");
    }

    /** Asks for one group by itself, wherever its key is now. */
    void submitAlone(LimitGroup group) {
        call(List.of(group), () -> {});
    }

    private void send() {
        while (true) {
            int underWay = calls.get();
            int waiting = queued.get();
            boolean now = waiting > 0
                    && (underWay == 0 || (waiting >= GROUPS_WORTH * underWay && underWay < CALLS_MAX && !silent));
            if (!now) {
                return;
            }
            if (!calls.compareAndSet(underWay, underWay + 1)) {
                continue;
            }
            List<LimitGroup> groups = drained();
            if (groups.isEmpty()) {
                calls.decrementAndGet();
            } else {
                call(groups, () -> {
                    calls.decrementAndGet();
                    send();
                });
            }
        }
    }

    private List<LimitGroup> drained() {
        List<LimitGroup> groups = new ArrayList<>(Math.min(GROUPS_MAX, queued.get()));
        LimitGroup next;
        while (groups.size() < GROUPS_MAX && (next = queue.poll()) != null) {
            groups.add(next);
        }
        queued.addAndGet(-groups.size());
        return groups;
    }

    private void call(List<LimitGroup> groups, Runnable returned) {
        byte[] question = new LimitCall(groups, overshoot).bytes(nowMicros.getAsDouble());
        byte[] somewhere = groups.getFirst().asks().getFirst().key();
        CompletionStage<byte[]> answer;
        try {
            answer = SCRIPT.call(connection.commands(), ScriptOutputType.VALUE, somewhere, question, node);
        } catch (Failure | RuntimeException e) {
            answered(groups, null, e, returned);
            return;
        }
        answer.whenComplete((reply, trouble) -> answered(groups, reply, trouble, returned));
    }

    private void leaveAlone() {
        askAgainAt = ticker.nanos() + ALONE_NANOS;
        if (!silent) {
            LOG.warn(
                    "{}: a server is silent; limits of its keys do without it, and it is asked each second",
                    connection.called());
        }
        silent = true;
        LimitGroup waiting;
        while ((waiting = queue.poll()) != null) {
            queued.decrementAndGet();
            waiting.fail(unasked());
        }
    }

    private void answered(
            List<LimitGroup> groups, byte @Nullable [] reply, @Nullable Throwable trouble, Runnable returned) {
        if (reply == null) {
            Failure failure = connection.failed(trouble == null ? new IllegalStateException("no reply") : trouble);
            if (failure.kind() == Failure.Kind.READ_TIMEOUT) {
                leaveAlone();
            }
            returned.run();
            groups.forEach(group -> group.fail(failure));
            return;
        }
        if (silent) {
            silent = false;
            LOG.info("{}: the server that was silent answers", connection.called());
        }
        returned.run();
        connection.counted();
        LimitAnswers answers = new LimitAnswers(reply);
        int index = 0;
        for (LimitGroup group : groups) {
            group.answered(answers, index);
            index += group.asks().size();
        }
    }
}
