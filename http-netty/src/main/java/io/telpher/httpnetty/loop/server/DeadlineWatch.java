package io.telpher.httpnetty.loop.server;

import io.telpher.httpnetty.loop.PreciseAlarm;
import io.telpher.net.Loop;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the exchange of a customer is over when its deadline has passed: interrupts its thread, and answers in the place
 * of one that does not heed it. It serves one exchange after the other, and stays set between them: to move it to a later time is
 * cheaper than to take it off and set it again. Confined to the loop.
 */
final class DeadlineWatch extends PreciseAlarm implements Runnable {
    /** How long a thread, or a response that is under way, has to end by itself. */
    private static final long GRACE_NANOS = 100_000_000L;

    private final Worker worker;
    private final Loop loop;
    private @Nullable ServedExchange told;

    DeadlineWatch(Worker worker, Loop loop) {
        super(loop);
        this.worker = worker;
        this.loop = loop;
    }

    /** There is a deadline, or an earlier one. */
    @Override
    public void run() {
        ServedExchange exchange = worker.exchange();
        if (exchange != null && exchange.deadlineNanos() != 0) {
            set(exchange.deadlineNanos());
        }
    }

    @Override
    protected void due() {
        ServedExchange exchange = worker.exchange();
        long deadline = exchange == null ? 0 : exchange.deadlineNanos();
        long now = loop.nanos();
        if (exchange == null || deadline == 0) {
            return; // it may last, since then
        }
        if (deadline - now > 0) {
            set(deadline); // it was the deadline of one before
        } else if (told != exchange) {
            told = exchange;
            set(now + GRACE_NANOS); // first: who is told goes on at once
            exchange.late();
            worker.late(exchange);
        } else {
            worker.tooLate(exchange);
        }
    }
}
