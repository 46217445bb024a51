package io.telpher.balance.health;

import io.telpher.core.Timers;

/** How the endpoints of one upstream go: in seven steps, under the lock of their peers. */
final class Leaving {
    private final Peers peers;
    private final Timers timers;
    private final Herald herald;

    Leaving(Peers peers, Timers timers, Herald herald) {
        this.peers = peers;
        this.timers = timers;
        this.herald = herald;
    }

    /** An endpoint begins to go. */
    void begin(Seat seat, String why) {
        Drain drain = new Drain(timers.nanos());
        seat.drain = drain;
        seat.open(null);
        step(seat, drain, DrainStep.ASKED, "is to go: " + why);
        step(seat, drain, DrainStep.MARKED, "is marked " + seat.state.word());
        step(seat, drain, DrainStep.CLOSED, "gets no new work");
        int inFlight = seat.load.inFlight();
        step(seat, drain, DrainStep.FINISHING, inFlight + " exchanges go on");
        if (inFlight == 0) {
            finish(seat);
        } else {
            drain.arm(peers.config().drain(), timers, () -> late(seat, drain), () -> force(seat, drain));
        }
    }

    private void step(Seat seat, Drain drain, DrainStep step, String words) {
        drain.step = step;
        herald.step(seat, step, words);
    }

    /** The last exchange may have ended. */
    void emptied(Seat seat) {
        synchronized (peers) {
            if (seat.drain != null && seat.load.inFlight() == 0) {
                finish(seat);
            }
        }
    }

    /** It has gone, or nobody will ask any more. */
    void finish(Seat seat) {
        Drain drain = seat.drain;
        if (drain == null || drain.over()) {
            return;
        }
        drain.disarm();
        if (drain.step == DrainStep.FINISHING) {
            step(seat, drain, DrainStep.WAITED, "all ended within " + Herald.text(timers.nanos() - drain.beganNanos));
            step(seat, drain, DrainStep.FORCED, "nothing had to be closed");
        }
        boolean down = seat.state == EndpointState.DOWN;
        step(seat, drain, DrainStep.REMOVED, down ? "nothing is in flight" : "is removed; it may be shut down");
        if (seat.state == EndpointState.DRAINING) {
            peers.move(seat, EndpointState.REMOVED, seat.why);
        }
        peers.refresh();
    }

    private void late(Seat seat, Drain drain) {
        synchronized (peers) {
            if (seat.drain == drain && !drain.over()) {
                DrainConfig config = peers.config().drain();
                String then = config.force() == null
                        ? "; they may end when they like"
                        : "; they are closed after " + Herald.text(config.force());
                herald.late(seat, "after " + Herald.text(config.time()) + then);
            }
        }
    }

    /** Time is over. While all are tried, one that is down may be the best there is: then it goes on. */
    private void force(Seat seat, Drain drain) {
        String why;
        synchronized (peers) {
            if (seat.drain != drain || drain.over()) {
                return;
            }
            if (peers.panics() && seat.state == EndpointState.DOWN) {
                drain.forceAfter(peers.config().drain(), timers, () -> force(seat, drain));
                return;
            }
            String waited = Herald.text(timers.nanos() - drain.beganNanos);
            drain.forced = seat.load.inFlight();
            herald.forced(seat, drain.forced);
            step(seat, drain, DrainStep.WAITED, "waited " + waited);
            step(seat, drain, DrainStep.FORCED, drain.forced + " exchanges are closed");
            why = seat.state.word() + " for " + waited;
        }
        cut(seat, drain, why);
    }

    /** Closes what is in flight, and what may have come after all, until nothing is. */
    private void cut(Seat seat, Drain drain, String why) {
        seat.closers.forEach(closer -> closer.accept(why));
        synchronized (peers) {
            if (seat.drain == drain && !drain.over()) {
                drain.again(timers, () -> cut(seat, drain, why));
            }
        }
    }
}
