package io.telpher.balance.health;

import io.telpher.core.Probe;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The one truth of this process about an address: well, unless a check of it says otherwise, it says itself that it is
 * going, or the traffic of an upstream had it ejected. An address that nobody checks is well; one that is checked in
 * several ways is well if all of them say so. What an upstream makes of it is its {@link Seat}'s.
 */
final class Health {
    private final String address;
    private final Timers timers;
    private final Map<HealthConfig, Verdict> verdicts = new LinkedHashMap<>();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile Ejection ejection = Ejection.NEVER;
    private String reason = "";
    private @Nullable Subscription readmission;
    private volatile Truth truth = new Truth(true, false, false, "not checked");

    private record Verdict(boolean healthy, boolean draining, String detail) {}

    /**
     * What is known.
     *
     * @param up no check says that it is down
     * @param draining it says that it finishes what it has and wants nothing new
     * @param ejected it sits out for how it answered users
     * @param detail why, for people
     */
    record Truth(boolean up, boolean draining, boolean ejected, String detail) {}

    Health(String address, Timers timers) {
        this.address = address;
        this.timers = timers;
    }

    String address() {
        return address;
    }

    /** What is known now. */
    Truth truth() {
        return truth;
    }

    /** True if nothing speaks against sending it work. */
    boolean healthy() {
        Truth now = truth;
        return now.up && !now.draining && !now.ejected;
    }

    /** What the checks said last, for people. */
    String detail() {
        return truth.detail;
    }

    /** Takes what a check stands at. */
    void tell(HealthConfig check, boolean good, String detail) {
        tell(check, good, new Probe.Answer(good, detail));
    }

    /**
     * Takes what a check stands at after an answer. Whoever has said that it is going is believed until it is well again:
     * that it does not answer any more is what was expected.
     */
    synchronized void tell(HealthConfig check, boolean good, Probe.Answer answer) {
        Verdict before = verdicts.get(check);
        boolean going = answer.draining() || (before != null && before.draining && !good);
        verdicts.put(check, new Verdict(good, going, answer.detail()));
        judge();
    }

    /** Forgets a check that is made no more. */
    synchronized void forget(HealthConfig check) {
        if (verdicts.remove(check) != null) {
            judge();
        }
    }

    /** Has the address sit out, longer each time. */
    synchronized void eject(OutlierConfig config, String why) {
        if (readmission != null) {
            return;
        }
        long now = timers.nanos();
        ejection = ejection.again(config, now);
        reason = why;
        readmission = timers.after(ejection.untilNanos() - now, this::readmit);
        judge();
    }

    private synchronized void readmit() {
        readmission = null;
        judge();
    }

    /** For how much longer it sits out, in nanoseconds. Takes no lock: peers ask under theirs. */
    long ejectedNanos() {
        return truth.ejected ? Math.max(0, ejection.untilNanos() - timers.nanos()) : 0;
    }

    /** Puts all of it together, and tells those who follow if that changes anything for them. */
    private void judge() {
        Truth before = truth;
        boolean ejected = readmission != null;
        String detail = verdicts.isEmpty()
                ? "not checked"
                : String.join(
                        "; ", verdicts.values().stream().map(Verdict::detail).toList());
        truth = new Truth(
                verdicts.values().stream().allMatch(Verdict::healthy),
                verdicts.values().stream().anyMatch(Verdict::draining),
                ejected,
                ejected ? reason + "; " + detail : detail);
        if (before.up != truth.up || before.draining != truth.draining || before.ejected != ejected) {
            followers.forEach(Runnable::run);
        }
    }

    /** Calls {@code follower} whenever the truth changes. It must not block. */
    synchronized void follow(Runnable follower) {
        followers.add(follower);
    }

    synchronized void unfollow(Runnable follower) {
        followers.remove(follower);
    }

    /** Nobody uses the address any more. */
    synchronized void close() {
        Subscription waiting = readmission;
        if (waiting != null) {
            waiting.close();
        }
    }
}
