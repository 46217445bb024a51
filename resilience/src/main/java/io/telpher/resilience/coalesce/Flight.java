package io.telpher.resilience.coalesce;

import io.telpher.core.Copies;
import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.core.Traits;
import io.telpher.core.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call for all who want the same. It has a thread of its own, so that it goes on when the one that began it leaves, and
 * ends when nobody is left, unless its reply is kept for whoever comes later. Whoever comes before the reply's head is there takes part.
 */
final class Flight<Q, R> implements Runnable {
    private final Q request;
    private final Service<Q, R> service;
    private final Traits<Q, R> traits;
    private final Waiter waiter;
    private final int bytesMax;
    private final Consumer<Flight<Q, R>> over;
    private final List<Seat<Q, R>> seats = new ArrayList<>(2);
    private @Nullable Thread thread;
    private boolean begun;
    private boolean departed;
    private @Nullable Flight<Q, R> newer;

    /** @param over is told once nobody can join any more */
    Flight(
            Q request,
            Service<Q, R> service,
            Traits<Q, R> traits,
            Waiter waiter,
            int bytesMax,
            Consumer<Flight<Q, R>> over) {
        this.request = request;
        this.service = service;
        this.traits = traits;
        this.waiter = waiter;
        this.bytesMax = bytesMax;
        this.over = over;
    }

    /** Takes a seat, or null if it is too late, or all are taken. */
    synchronized @Nullable Seat<Q, R> join(Q joining, int most) {
        if (departed || seats.size() >= most) {
            return null;
        }
        Seat<Q, R> seat = new Seat<>(this, joining, !begun);
        begun = true;
        seats.add(seat);
        return seat;
    }

    /** True if nobody can join any more. */
    synchronized boolean departed() {
        return departed;
    }

    /** It is slow, and {@code other} has begun in its place: those who wait for that get what comes of this, if it comes first. */
    synchronized void followedBy(Flight<Q, R> other) {
        newer = other;
    }

    /** Leaves. @return false if the seat has its landing already: that is then the caller's to take */
    boolean leave(Seat<Q, R> seat) {
        if (!seat.complete(new Seat.Landing.Left<>())) {
            return false;
        }
        Thread idle = null;
        synchronized (this) {
            seats.remove(seat);
            if (seats.isEmpty() && !departed && !traits.kept(request)) {
                departed = true;
                idle = thread;
            }
        }
        if (idle != null) {
            over.accept(this);
            idle.interrupt();
        }
        return true;
    }

    @Override
    public void run() {
        synchronized (this) {
            if (departed) {
                return;
            }
            thread = Thread.currentThread();
        }
        try {
            R reply = service.call(request);
            land(reply);
        } catch (Throwable why) {
            Exception told = why instanceof Exception ordinary ? ordinary : new IllegalStateException(why);
            fail(depart(), told);
        }
    }

    private List<Seat<Q, R>> depart() {
        List<Seat<Q, R>> all;
        synchronized (this) {
            departed = true;
            thread = null;
            all = List.copyOf(seats);
        }
        over.accept(this);
        return all;
    }

    /** Adds who waits here. @return the flight that has begun in place of this one, if there is one */
    private synchronized @Nullable Flight<Q, R> waiting(List<Seat<Q, R>> all) {
        seats.stream().filter(seat -> !seat.isDone()).forEach(all::add);
        return newer;
    }

    private List<Seat<Q, R>> departWithNewer() {
        List<Seat<Q, R>> all = new ArrayList<>();
        depart();
        for (Flight<Q, R> each = this; each != null; ) {
            each = each.waiting(all);
        }
        return all;
    }

    private void land(R reply) throws Exception {
        List<Seat<Q, R>> all = departWithNewer();
        if (all.size() == 1) {
            give(all.getFirst(), reply);
            return;
        }
        if (all.isEmpty()) {
            traits.discard(reply);
            return;
        }
        Copies<Q, R> copies;
        try {
            copies = traits.share(request, reply, bytesMax, waiter);
        } catch (Exception why) { // its content broke off before anybody had any of it
            traits.discard(reply);
            fail(all, why);
            return;
        }
        if (copies == null) {
            all.stream().skip(1).forEach(seat -> seat.complete(new Seat.Landing.Alone<>()));
            give(all.getFirst(), reply);
            return;
        }
        for (Seat<Q, R> seat : all) {
            R copy = copies.copy(seat.request);
            if (copy == null) {
                seat.complete(new Seat.Landing.Alone<>());
            } else {
                give(seat, copy);
            }
        }
        copies.run();
    }

    private void fail(List<Seat<Q, R>> all, Exception why) {
        for (Seat<Q, R> seat : all) {
            note(seat);
            seat.complete(new Seat.Landing.Failed<>(why));
        }
    }

    private void note(Seat<Q, R> seat) {
        if (seat.first && seat.flight == this) {
            traits.served(seat.request, request);
        } else {
            traits.joined(seat.request);
        }
    }

    private void give(Seat<Q, R> seat, R reply) {
        note(seat);
        if (!seat.complete(new Seat.Landing.Reply<>(reply))) {
            traits.discard(reply);
        }
    }

    /** True if another try may help: not a mistake of ours. */
    static boolean trouble(Exception why) {
        return why instanceof Failure || why instanceof InterruptedException || why instanceof java.io.IOException;
    }
}
