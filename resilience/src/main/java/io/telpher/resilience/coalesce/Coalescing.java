package io.telpher.resilience.coalesce;

import io.telpher.core.Failure;
import io.telpher.core.Filter;
import io.telpher.core.Service;
import io.telpher.core.Traits;
import io.telpher.core.Waiter;
import io.telpher.resilience.coalesce.CoalesceEvents.Role;
import io.telpher.resilience.coalesce.Seat.Landing;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What makes one call of identical ones that are under way together.
 *
 * <p>Nobody is stranded: who waits does so for a bounded time, and takes part in at most {@value #TURNS} shared calls. When
 * the first fails or is too slow, one of those who waited begins another and the rest take part in that; after that one's
 * failure the failure is theirs, and for whom it is too slow, he goes by himself.
 *
 * <p>Where replies are {@linkplain Traits#kept kept}, a call goes on when nobody waits for it any more, and nobody goes by himself because
 * it is slow: who has waited stays with the newest call, and has the reply of whichever comes first. So there is at most one
 * more call for each wait, however many ask.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public final class Coalescing<Q, R> implements Filter<Q, R> {
    private static final int TURNS = 2;

    private final Traits<Q, R> traits;
    private final Function<Q, @Nullable String> key;
    private final Waiter waiter;
    private final Executor threads;
    private final CoalesceLimits limits;
    private final CoalesceEvents events;
    private final ConcurrentMap<String, Flight<Q, R>> flights = new ConcurrentHashMap<>();

    /**
     * Nothing under way yet.
     *
     * @param key what makes requests identical; null for one that is like no other
     * @param threads starts a (virtual) thread for each shared call
     */
    public Coalescing(
            Traits<Q, R> traits,
            Function<Q, @Nullable String> key,
            Waiter waiter,
            Executor threads,
            CoalesceLimits limits,
            CoalesceEvents events) {
        this.traits = traits;
        this.key = key;
        this.waiter = waiter;
        this.threads = threads;
        this.limits = limits;
        this.events = events;
    }

    @Override
    public R call(Q request, Service<Q, R> next) throws Exception {
        String about = key.apply(request);
        if (about == null) {
            return next.call(request);
        }
        Flight<Q, R> before = null;
        Flight<Q, R> slow = null;
        for (int turn = 1; turn <= TURNS; turn++) {
            Seat<Q, R> seat = board(about, request, next, before);
            if (seat == null) {
                break;
            }
            if (turn > 1 && seat.first) {
                events.begunAnew();
            }
            boolean stays = turn == TURNS && traits.kept(request);
            if (stays && slow != null && slow.departed() && !seat.first && seat.flight.leave(seat)) {
                break; // its reply has come just now, and is kept
            }
            Landing<R> landing = await(seat, stays);
            if (landing instanceof Landing.Reply<R> given) {
                events.played(seat.first ? Role.LED : Role.JOINED);
                return given.reply();
            }
            if (landing instanceof Landing.Alone<R>) {
                break;
            }
            if (landing instanceof Landing.Failed<R> failed
                    && (turn == TURNS || seat.first || !Flight.trouble(failed.why()))) {
                throw told(failed.why());
            }
            before = seat.flight;
            slow = landing instanceof Landing.Left<R> ? seat.flight : null;
        }
        events.played(Role.ALONE);
        return next.call(request);
    }

    /** A place in a shared call other than {@code before}, perhaps a new one; or null if there are too many. */
    private @Nullable Seat<Q, R> board(String about, Q request, Service<Q, R> next, @Nullable Flight<Q, R> before) {
        while (true) {
            Flight<Q, R> known = flights.get(about);
            if (known == null || known == before) {
                if (flights.size() >= limits.flightsMax()) {
                    return null;
                }
                Seat<Q, R> first = begin(about, request, next, known);
                if (first != null) {
                    return first;
                }
                continue;
            }
            Seat<Q, R> seat = known.join(request, limits.seatsMax());
            if (seat != null) {
                return seat;
            }
            if (!known.departed()) {
                return null; // full
            }
            flights.remove(about, known);
        }
    }

    private @Nullable Seat<Q, R> begin(String about, Q request, Service<Q, R> next, @Nullable Flight<Q, R> inPlaceOf) {
        Flight<Q, R> made = new Flight<>(
                traits.detached(request),
                next,
                traits,
                waiter,
                limits.bytesMax(),
                flight -> flights.remove(about, flight));
        Seat<Q, R> first = made.join(request, limits.seatsMax());
        boolean mine =
                inPlaceOf == null ? flights.putIfAbsent(about, made) == null : flights.replace(about, inPlaceOf, made);
        if (!mine) {
            return null;
        }
        if (inPlaceOf != null && traits.kept(request)) {
            inPlaceOf.followedBy(made);
        }
        threads.execute(made);
        return first;
    }

    /**
     * Waits for a landing. Who began it waits for as long as it takes: nobody else makes his call for him.
     *
     * @param stays as if he had begun it
     */
    private Landing<R> await(Seat<Q, R> seat, boolean stays) throws InterruptedException {
        try {
            if (seat.first || stays || waiter.await(seat, limits.waitNanos())) {
                return seat.join();
            }
        } catch (InterruptedException e) {
            if (!seat.flight.leave(seat) && seat.value() instanceof Landing.Reply<R> unwanted) {
                traits.discard(unwanted.reply());
            }
            throw e;
        }
        seat.flight.leave(seat);
        return seat.value();
    }

    /** An exception for each: a failure carries no stack trace, and whoever throws it may be told apart by nothing. */
    private static Exception told(Exception why) {
        return why instanceof InterruptedException
                ? new Failure(Failure.Side.LOCAL, Failure.Kind.CANCELLED, false, "the shared call was given up")
                : why;
    }

    /** How many shared calls are under way that can be joined. */
    public int flights() {
        return flights.size();
    }
}
