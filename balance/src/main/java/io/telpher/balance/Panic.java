package io.telpher.balance;

import io.telpher.core.metrics.Counter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state in which no endpoint is healthy, so that all are tried: a check that is wrong about everybody must not make an
 * outage. Said once when it begins and once when it is over.
 */
final class Panic {
    private static final Logger LOG = LoggerFactory.getLogger(Panic.class);

    private final String upstream;
    private final Counter calls;
    private final AtomicBoolean on = new AtomicBoolean();

    Panic(String upstream, Counter calls) {
        this.upstream = upstream;
        this.calls = calls;
    }

    /** A call is sent although nobody is healthy. */
    void call() {
        calls.increment();
        if (on.compareAndSet(false, true)) {
            LOG.error("no endpoint of upstream {} is healthy: all of them are tried", upstream);
        }
    }

    /** A healthy endpoint was found. */
    void over() {
        if (on.get() && on.compareAndSet(true, false)) {
            LOG.info("upstream {} has a healthy endpoint again", upstream);
        }
    }

    boolean on() {
        return on.get();
    }
}
