package io.telpher.balance.health;

import io.telpher.core.Timers;

/** How the endpoints of one upstream come back: step by step, under the lock of their peers. */
final class Returning {
    private final Peers peers;
    private final Watch watch;
    private final Timers timers;
    private final Herald herald;

    Returning(Peers peers, Watch watch, Timers timers, Herald herald) {
        this.peers = peers;
        this.watch = watch;
        this.timers = timers;
        this.herald = herald;
    }

    /** An endpoint stands at a step from now on. */
    void climb(Seat seat, Ramp ramp, String why) {
        seat.ramp = ramp;
        seat.stepMark = seat.load.tally();
        herald.ramp(seat, ramp.percent(peers.config().ramp()), why);
        tickLater(seat);
    }

    private void tickLater(Seat seat) {
        seat.tick = timers.after(peers.config().ramp().step().toNanos() / 10, () -> tick(seat));
    }

    /** A tenth of a step: errors are not waited for until its end. */
    private void tick(Seat seat) {
        synchronized (peers) {
            Ramp ramp = seat.ramp;
            if (ramp != null && look(seat, ramp)) {
                peers.refresh();
            }
        }
    }

    private boolean look(Seat seat, Ramp ramp) {
        RampConfig config = peers.config().ramp();
        Tally own = seat.load.tally().minus(seat.stepMark);
        Tally others = watch.recent(peers.known(), seat);
        boolean worse = others.answers() > 0 && own.exceeds(others);
        Ramp next = config.on() ? ramp.after(worse, timers.nanos(), config) : null;
        if (next == ramp) {
            tickLater(seat);
            return false;
        }
        if (next == null) {
            peers.move(seat, EndpointState.HEALTHY, "no more failures than the others'");
        } else {
            climb(seat, next, worse ? "it falls back, " + Outliers.compared(own, others) : "all is well so far");
        }
        return true;
    }
}
