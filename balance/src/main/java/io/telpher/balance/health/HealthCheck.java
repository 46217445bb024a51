package io.telpher.balance.health;

import io.telpher.balance.algorithm.Hash;
import io.telpher.core.Endpoint;
import io.telpher.core.Probe;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One endpoint asked one question again and again, and the answers counted. The first time is at once; the second comes
 * after a part of the interval that the address decides, so that many endpoints are not asked in one burst for ever after.
 */
final class HealthCheck implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthCheck.class);

    private final Endpoint endpoint;
    private final HealthConfig config;
    private final Probe probe;
    private final Health health;
    private final Timers timers;
    private final Executor executor;

    private Standing standing = Standing.INITIAL;
    private long round;
    private @Nullable Thread asking;
    private @Nullable Subscription next;
    private @Nullable Subscription limit;
    private boolean overdue;
    private boolean closed;

    HealthCheck(Endpoint endpoint, HealthConfig config, Probe probe, Health health, Timers timers, Executor executor) {
        this.endpoint = endpoint;
        this.config = config;
        this.probe = probe;
        this.health = health;
        this.timers = timers;
        this.executor = executor;
    }

    void start() {
        long interval = config.interval().toNanos();
        ask(interval / 2 + Hash.below(interval / 2 + 1, Hash.of(endpoint.address())));
    }

    /** Asks now, and again {@code afterNanos} from now. */
    private void ask(long afterNanos) {
        long number;
        synchronized (this) {
            if (closed) {
                return;
            }
            number = ++round;
            next = timers.after(afterNanos, this::due);
            limit = timers.after(config.timeout().toNanos(), () -> expire(number));
        }
        try {
            executor.execute(() -> run(number));
        } catch (RejectedExecutionException e) {
            LOG.debug("no check of {}: {}", endpoint, e.toString()); // we are stopping
        }
    }

    /** It is time again: but an endpoint is asked one question at a time. */
    private void due() {
        synchronized (this) {
            if (limit != null) {
                overdue = true;
                return;
            }
        }
        ask(config.interval().toNanos());
    }

    private void run(long number) {
        synchronized (this) {
            if (closed || number != round) {
                return;
            }
            asking = Thread.currentThread();
        }
        Probe.@Nullable Answer answer = answer();
        synchronized (this) {
            if (number == round) {
                asking = null;
            }
        }
        if (answer != null) {
            settle(number, answer);
        }
    }

    private Probe.@Nullable Answer answer() {
        try {
            return probe.ask(endpoint, config.timeout().toNanos());
        } catch (InterruptedException e) {
            return null; // too late or closed: nobody waits for it
        } catch (RuntimeException e) {
            LOG.error("the check of {} failed by a bug", endpoint, e);
            return new Probe.Answer(false, e.toString());
        }
    }

    private void expire(long number) {
        synchronized (this) {
            interrupt();
        }
        settle(
                number,
                new Probe.Answer(false, "no answer within " + config.timeout().toMillis() + " ms"));
    }

    private void interrupt() {
        if (asking != null) {
            asking.interrupt();
            asking = null;
        }
    }

    private void settle(long number, Probe.Answer answer) {
        if (settled(number, answer)) {
            ask(config.interval().toNanos());
        }
    }

    /** Takes the first answer of a round; another one comes too late. @return true if the next round is overdue */
    private synchronized boolean settled(long number, Probe.Answer answer) {
        if (closed || number != round || limit == null) {
            return false;
        }
        limit.close();
        limit = null;
        standing = standing.after(answer.healthy(), config.unhealthy(), config.healthy());
        health.tell(config, standing.healthy(), answer);
        boolean again = overdue;
        overdue = false;
        return again;
    }

    @Override
    public synchronized void close() {
        closed = true;
        interrupt();
        if (next != null) {
            next.close();
        }
        if (limit != null) {
            limit.close();
        }
        health.forget(config);
    }
}
