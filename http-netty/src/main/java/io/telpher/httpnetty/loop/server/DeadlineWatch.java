package io.telpher.httpnetty.loop.server;

import io.telpher.httpnetty.loop.PreciseAlarm;
import io.telpher.net.Loop;

/**
 * Sees to it that an exchange is over when its deadline has passed: interrupts its thread, and answers in the place of one
 * that does not heed it. Confined to the loop.
 */
final class DeadlineWatch extends PreciseAlarm implements Runnable {
    /** How long a thread, or a response that is under way, has to end by itself. */
    private static final long GRACE_NANOS = 100_000_000L;

    private final ServedExchange exchange;
    private final Worker worker;
    private final Loop loop;
    private boolean told;

    DeadlineWatch(ServedExchange exchange, Worker worker, Loop loop) {
        super(loop);
        this.exchange = exchange;
        this.worker = worker;
        this.loop = loop;
    }

    /** There is a deadline, or an earlier one. */
    @Override
    public void run() {
        if (!exchange.over() && exchange.deadlineNanos() != 0) {
            set(exchange.deadlineNanos());
        }
    }

    @Override
    protected void due() {
        long deadline = exchange.deadlineNanos();
        if (exchange.over() || deadline == 0) {
            return; // it may last, since then
        }
        if (!told) {
            told = true;
            set(loop.nanos() + GRACE_NANOS); // first: who is interrupted goes on at once
            worker.late(exchange);
        } else {
            worker.tooLate(exchange);
        }
    }
}
