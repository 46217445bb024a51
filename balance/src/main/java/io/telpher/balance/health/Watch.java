package io.telpher.balance.health;

import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The eye on how the endpoints of one upstream answer users: looks at all of them each interval, and at one that is suspected. */
final class Watch {
    private final Peers peers;
    private final Timers timers;
    private final Herald herald;
    private @Nullable Subscription next;

    Watch(Peers peers, Timers timers, Herald herald) {
        this.peers = peers;
        this.timers = timers;
        this.herald = herald;
    }

    /** Looks from now on. Under the peers' lock. */
    void begin(OutlierConfig config) {
        if (next == null) {
            next = timers.after(config.interval().toNanos(), this::look);
        }
    }

    /** Looks no more. Under the peers' lock. */
    void end() {
        Subscription known = next;
        if (known != null) {
            known.close();
            next = null;
        }
    }

    /** What the others answered of late: since the look before the last. Under the peers' lock. */
    Tally recent(Collection<Seat> seats, Seat except) {
        Tally sum = Tally.NONE;
        for (Seat seat : seats) {
            if (seat != except && seat.listed > 0 && seat.state.serves()) {
                sum = sum.plus(seat.load.tally().minus(seat.before));
            }
        }
        return sum;
    }

    private void look() {
        Map<Seat, String> found;
        synchronized (peers) {
            if (next == null) {
                return;
            }
            next = null;
            begin(peers.config().outliers());
            found = standOut(peers.config().outliers());
        }
        found.forEach(this::eject);
    }

    private Map<Seat, String> standOut(OutlierConfig config) {
        Map<Seat, Tally> tallies = new LinkedHashMap<>();
        Tally sum = Tally.NONE;
        for (Seat seat : peers.known()) {
            Tally now = seat.load.tally();
            Tally fresh = now.minus(seat.mark);
            seat.before = seat.mark;
            seat.mark = now;
            seat.refusalTold = false;
            if (seat.listed > 0 && seat.state.serves()) {
                tallies.put(seat, fresh);
                sum = sum.plus(fresh);
            }
        }
        double median = Outliers.median(tallies.values(), config);
        List<Seat> worstFirst = new ArrayList<>(tallies.keySet());
        worstFirst.sort((a, b) ->
                Double.compare(tally(tallies, b).ratio(), tally(tallies, a).ratio()));
        Map<Seat, String> found = new LinkedHashMap<>();
        for (Seat seat : worstFirst) {
            Tally one = tally(tallies, seat);
            String why = Outliers.inInterval(one, sum.minus(one), median, config);
            if (why != null) {
                found.put(seat, why);
            }
        }
        return found;
    }

    private static Tally tally(Map<Seat, Tally> tallies, Seat seat) {
        return tallies.getOrDefault(seat, Tally.NONE);
    }

    /** Looks at one that has failed several times in a row. */
    void judge(Seat seat) {
        String why;
        synchronized (peers) {
            seat.judged();
            why = seat.state.serves()
                    ? Outliers.inRow(
                            seat.load.row(),
                            recent(peers.known(), seat),
                            peers.config().outliers())
                    : null;
        }
        if (why != null) {
            eject(seat, why);
        }
    }

    /** Without the peers' lock: what follows begins at the health, which is everybody's. */
    private void eject(Seat seat, String why) {
        synchronized (peers) {
            if (!seat.state.serves() || seat.listed == 0) {
                return;
            }
            if (!peers.room()) {
                herald.refused(seat, why, peers.out(), peers.listed());
                return;
            }
        }
        seat.health.eject(peers.config().outliers(), why);
    }
}
