package io.telpher.balance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one truth of this process about an address: well, unless a check of it says otherwise. An address that nobody checks
 * is well; one that is checked in several ways is well if all of them say so.
 */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final String address;
    private final Map<HealthConfig, Verdict> verdicts = new LinkedHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean healthy = true;

    private record Verdict(boolean healthy, String detail) {}

    /** Is told when an address goes down or comes back. Must not block. */
    @FunctionalInterface
    interface Listener {
        void changed(boolean healthy);
    }

    Health(String address) {
        this.address = address;
    }

    /** Whether the address may be sent work. */
    boolean healthy() {
        return healthy;
    }

    /** What the checks said last, for people. */
    synchronized String detail() {
        return verdicts.isEmpty()
                ? "not checked"
                : String.join(
                        "; ", verdicts.values().stream().map(Verdict::detail).toList());
    }

    /** Takes what a check stands at. */
    synchronized void tell(HealthConfig check, boolean good, String detail) {
        verdicts.put(check, new Verdict(good, detail));
        judge(detail);
    }

    /** Forgets a check that is made no more. */
    synchronized void forget(HealthConfig check) {
        if (verdicts.remove(check) != null && judged()) {
            LOG.debug("endpoint {} is no longer checked and taken to be healthy", address);
        }
    }

    private void judge(String detail) {
        if (!judged()) {
            return;
        }
        if (healthy) {
            LOG.info("endpoint {} is healthy again: {}", address, detail);
        } else {
            LOG.warn("endpoint {} is down: {}", address, detail);
        }
    }

    /** Puts the verdicts together. @return true if the address went down or came back by it */
    private boolean judged() {
        boolean now = verdicts.values().stream().allMatch(Verdict::healthy);
        if (now == healthy) {
            return false;
        }
        healthy = now;
        listeners.forEach(listener -> listener.changed(now));
        return true;
    }

    /** Tells {@code listener} how things stand now and whenever they change. */
    synchronized void follow(Listener listener) {
        listeners.add(listener);
        listener.changed(healthy);
    }

    synchronized void unfollow(Listener listener) {
        listeners.remove(listener);
    }
}
