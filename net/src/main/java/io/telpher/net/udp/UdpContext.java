package io.telpher.net.udp;

import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.core.Stays;
import io.telpher.core.metrics.Counter;
import io.telpher.net.dial.DialEvents;
import io.telpher.net.dial.Link;
import io.telpher.net.dial.Visit;
import io.telpher.net.flood.Admission;
import io.telpher.net.flood.Pressure;
import io.telpher.net.flood.Refusal;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the sessions of one listener share. */
final class UdpContext {
    private static final long DRAINING_NANOS = 2_000_000_000L;

    private final String listener;
    private final UdpSettings settings;
    private final Service<Visit, Link> dial;
    private final DialEvents events;
    private final Admission admission;
    private final Pressure pressure;
    private final Counter tooLong;
    private final Counter waiting;
    private final Counter slow;
    private final Set<UdpSession> open = ConcurrentHashMap.newKeySet();
    private final Stays stays = new Stays(this::gone);
    private volatile boolean draining;
    private volatile @Nullable Runnable whenGone;

    UdpContext(
            String listener,
            UdpSettings settings,
            Service<Visit, Link> dial,
            DialEvents events,
            Pressure pressure,
            long nowNanos) {
        this.listener = listener;
        this.settings = settings;
        this.dial = dial;
        this.events = events;
        this.admission = new Admission(settings.limits(), nowNanos);
        this.pressure = pressure;
        this.tooLong = events.dropped(listener, "too-long");
        this.waiting = events.dropped(listener, "waiting");
        this.slow = events.dropped(listener, "slow");
    }

    /** Counts datagrams that are longer than they may be. */
    Counter tooLong() {
        return tooLong;
    }

    /** Counts datagrams for which there is no room while an endpoint is chosen. */
    Counter waiting() {
        return waiting;
    }

    /** Counts datagrams that the network does not take. */
    Counter slow() {
        return slow;
    }

    String listener() {
        return listener;
    }

    UdpSettings settings() {
        return settings;
    }

    Service<Visit, Link> dial() {
        return dial;
    }

    DialEvents events() {
        return events;
    }

    int open() {
        return open.size();
    }

    /** The sessions that there are. */
    Set<UdpSession> sessions() {
        return open;
    }

    /** True if a client of this address may have a session; {@link #remove} gives its place back. */
    boolean admits(InetAddress client) {
        if (draining) {
            return false;
        }
        Refusal refusal = pressure.refusal();
        if (refusal != null) {
            pressure.shed(Pressure.Step.CONNECTION);
        } else {
            refusal = admission.enter();
        }
        if (refusal == null) {
            refusal = admission.enterFrom(client);
            if (refusal != null) {
                admission.leave();
            }
        }
        if (refusal != null) {
            events.refused(listener, refusal, client);
        }
        return refusal == null;
    }

    void add(UdpSession session) {
        stays.enter();
        open.add(session);
        events.opened(listener);
    }

    void remove(UdpSession session, InetAddress client) {
        open.remove(session);
        admission.leaveFrom(client);
        admission.leave();
        events.closed(listener);
        stays.leave();
    }

    /** No more sessions, and those that there are end soon after nothing moves. */
    void drain() {
        draining = true;
        open.forEach(UdpSession::hurry);
    }

    /** After which a session in which nothing moves ends. */
    long idleTimeoutNanos() {
        long wanted = settings.idleTimeoutNanos();
        return draining ? Math.min(wanted, DRAINING_NANOS) : wanted;
    }

    void whenGone(Runnable task) {
        whenGone = task;
        stays.leave();
    }

    private void gone() {
        Runnable task = whenGone;
        if (task != null) {
            task.run();
        }
    }

    /** Ends every session. Any thread. */
    void closeAll() {
        Failure why = new Failure(Failure.Side.LOCAL, Failure.Kind.CANCELLED, false, "the listener's time is over");
        open.forEach(session -> session.closeNow(why));
    }
}
