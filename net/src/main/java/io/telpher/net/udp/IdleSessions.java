package io.telpher.net.udp;

import io.telpher.core.Failure;
import io.telpher.core.Ticker;
import io.telpher.net.flood.Sheddable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Chooses among the sessions of all listeners those that are given up: a share of the idle ones each time, to see if it is enough. */
final class IdleSessions implements Sheddable {
    /** A session in which something moved later is at work. */
    private static final long IDLE_NANOS = 2_000_000_000L;

    private static final int SHARE = 4;
    private static final int LEAST = 16;

    private final Supplier<List<UdpContext>> listeners;
    private final Ticker ticker;

    IdleSessions(Supplier<List<UdpContext>> listeners, Ticker ticker) {
        this.listeners = listeners;
        this.ticker = ticker;
    }

    /** A session and for how long it had been idle when it was asked: what changes while it is sorted cannot be sorted. */
    private record Idle(UdpSession session, long nanos) {}

    @Override
    public int closeIdle() {
        long now = ticker.nanos();
        List<Idle> idle = new ArrayList<>();
        for (UdpContext listener : listeners.get()) {
            for (UdpSession session : listener.sessions()) {
                long nanos = now - session.movedNanos();
                if (nanos >= IDLE_NANOS) {
                    idle.add(new Idle(session, nanos));
                }
            }
        }
        idle.sort(Comparator.comparingLong(Idle::nanos).reversed());
        List<Idle> chosen = idle.subList(0, Math.min(idle.size(), Math.max(LEAST, idle.size() / SHARE)));
        Failure why = new Failure(Failure.Side.LOCAL, Failure.Kind.LIMIT, false, "memory or descriptors run short");
        chosen.forEach(one -> one.session.closeNow(why));
        return chosen.size();
    }

    /** None is worse than another: they hold no more than a socket each. */
    @Override
    public int closeWorst() {
        return 0;
    }
}
