package io.telpher.balance.health;

import io.telpher.balance.algorithm.Hash;
import io.telpher.core.Timers;
import io.telpher.core.metrics.Metrics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one upstream beside each other: the one state machine that makes of checks, traffic, operators and the
 * list whether each is sent work, who is on the ramp and whether all are tried. It outlives every configuration.
 *
 * <p>Changes happen under its lock, which may be taken under that of the registry or of a {@link Health}, never the other
 * way round. What picks read is volatile.
 */
public final class Peers {
    private final Timers timers;
    private final Herald herald;
    private final Map<String, Seat> seats = new LinkedHashMap<>();
    private final Watch watch;
    private final Leaving leaving;
    private final Returning returning;
    private final LinkedHashMap<Object, Said> said = new LinkedHashMap<>();
    private boolean weighs = true;
    private volatile Degradation config = Degradation.DEFAULT;
    private volatile @Nullable Thinning thinning;
    private volatile boolean panic;

    /** What one configuration says of the upstream. */
    private record Said(Degradation degradation, boolean weights) {}

    Peers(String upstream, Timers timers, Metrics metrics, Consumer<EndpointEvent> events) {
        this.timers = timers;
        this.herald = new Herald(upstream, metrics, events);
        this.watch = new Watch(this, timers, herald);
        this.leaving = new Leaving(this, timers, herald);
        this.returning = new Returning(this, watch, timers, herald);
    }

    // === what picks read ===

    /** Who is kept to a part of his share, or null if nobody is. */
    @Nullable
    public Thinning thinning() {
        return thinning;
    }

    /** True while so few serve that all are tried. */
    public boolean panics() {
        return panic;
    }

    /** A call has failed, the last of so many in a row. */
    public void failed(Seat seat, int row) {
        if (row >= config.outliers().consecutive() && seat.suspect()) {
            timers.after(0, () -> watch.judge(seat));
        }
    }

    /** The last exchange of a seat that is finishing has ended. */
    void idle(Seat seat) {
        timers.after(0, () -> leaving.emptied(seat));
    }

    // === who is there ===

    /** What a configuration says; the last one holds, until it {@link #takeBack takes it back}. */
    public synchronized void configure(Object by, Degradation degradation, boolean weights) {
        said.remove(by);
        said.put(by, new Said(degradation, weights));
        heed();
    }

    /** Its upstream is over: what the one before said holds again, if that is still there. */
    public synchronized void takeBack(Object by) {
        if (said.remove(by) != null && !said.isEmpty()) {
            heed();
        }
    }

    private void heed() {
        Said last = said.lastEntry().getValue();
        config = last.degradation;
        weighs = last.weights;
        seats.values().forEach(this::review);
        refresh();
    }

    /** True if somebody serves: who comes now joins those that do. */
    public synchronized boolean serving() {
        return seats.values().stream().anyMatch(seat -> seat.listed > 0 && seat.state.serves());
    }

    /** A list has the endpoint; it {@code joins} if it is new and others serve. */
    synchronized void list(Seat seat, int weight, boolean joins) {
        seat.listed++;
        seat.weight = weight;
        seats.put(seat.address, seat);
        if (joins && seat.listed == 1 && config.ramp().on() && seat.state == EndpointState.HEALTHY) {
            move(seat, EndpointState.RETURNING, "it is new");
        }
        review(seat);
        refresh();
        watch.begin(config.outliers());
    }

    /** A list that stays gives the endpoint another weight. */
    public synchronized void weigh(Seat seat, int weight) {
        seat.weight = weight;
        refresh();
    }

    /** A list has it no more. */
    synchronized void unlist(Seat seat) {
        seat.listed--;
        review(seat);
        pardon();
        refresh();
    }

    /** Nobody uses it any more. */
    synchronized void drop(Seat seat) {
        leaving.finish(seat);
        cancel(seat);
        seats.remove(seat.address);
        if (seats.isEmpty()) {
            watch.end();
        }
        pardon();
        refresh();
    }

    /** What an operator wants. @return false if there is no such endpoint */
    public synchronized boolean drain(String address, boolean away) {
        Seat seat = seats.get(address);
        if (seat == null || seat.listed == 0) {
            return false;
        }
        if (seat.asked != away) {
            seat.asked = away;
            review(seat);
            pardon();
            refresh();
        }
        return true;
    }

    /** The program stops: what follows is not worth telling. */
    synchronized void beQuiet() {
        herald.beQuiet();
    }

    // === the state machine ===

    /** Looks at what is known of an endpoint, and does what follows from it. */
    synchronized void review(Seat seat) {
        if (seats.get(seat.address) != seat) {
            return; // not on the list yet, or gone
        }
        Health.Truth truth = seat.health.truth();
        if (!truth.ejected()) {
            seat.pardoned = false;
        }
        EndpointState next = next(seat, truth);
        if (next != seat.state) {
            move(seat, next, why(seat, truth));
            refresh();
        }
    }

    private EndpointState next(Seat seat, Health.Truth truth) {
        if (seat.leaves() || truth.draining()) {
            Drain drain = seat.drain;
            boolean gone = drain != null && drain.over() && seat.state != EndpointState.DOWN;
            return gone ? EndpointState.REMOVED : EndpointState.DRAINING;
        }
        if (!truth.up()) {
            return EndpointState.DOWN;
        }
        if (truth.ejected() && !seat.pardoned && (seat.state == EndpointState.EJECTED || room())) {
            return EndpointState.EJECTED;
        }
        if (seat.state.serves()) {
            return seat.state;
        }
        return config.ramp().on() ? EndpointState.RETURNING : EndpointState.HEALTHY;
    }

    private static String why(Seat seat, Health.Truth truth) {
        if (seat.listed == 0) {
            return "it is not listed any more";
        }
        if (seat.asked) {
            return "an operator asked for it";
        }
        return truth.draining() ? "it says so itself: " + truth.detail() : truth.detail();
    }

    /** Gives an endpoint another state, and begins what comes with it. */
    void move(Seat seat, EndpointState next, String why) {
        EndpointState before = seat.state;
        seat.state = next;
        seat.why = why;
        seat.load.forgive();
        if (next != EndpointState.REMOVED) {
            cancel(seat);
        }
        herald.moved(seat, before, why);
        switch (next) {
            case RETURNING -> returning.climb(seat, Ramp.begin(timers.nanos()), why);
            case DRAINING, DOWN -> leaving.begin(seat, why);
            case HEALTHY, EJECTED, REMOVED -> {}
        }
    }

    private void cancel(Seat seat) {
        if (seat.drain != null) {
            seat.drain.disarm();
            seat.drain = null;
        }
        if (seat.tick != null) {
            seat.tick.close();
            seat.tick = null;
        }
        seat.ramp = null;
    }

    // === all of them together ===

    /** Whether one more may be ejected. */
    synchronized boolean room() {
        return out() < config.outliers().allowed(listed());
    }

    int out() {
        return count(seat -> !seat.state.serves());
    }

    int listed() {
        return count(_ -> true);
    }

    private int count(java.util.function.Predicate<Seat> wanted) {
        int count = 0;
        for (Seat seat : seats.values()) {
            count += seat.listed > 0 && wanted.test(seat) ? 1 : 0;
        }
        return count;
    }

    /** Takes ejected ones back where the list has become so short that too many are. */
    private void pardon() {
        int surplus = count(seat -> seat.state == EndpointState.EJECTED)
                - config.outliers().allowed(listed());
        for (Seat seat : seats.values()) {
            if (surplus > 0 && seat.state == EndpointState.EJECTED) {
                seat.pardoned = true;
                surplus--;
                review(seat);
            }
        }
    }

    /** Makes doors, parts, numbers and the panic what the states say. */
    void refresh() {
        Thinning next = new Thinning();
        double sum = 0;
        boolean thin = false;
        for (Seat seat : seats.values()) {
            sum += share(seat);
            thin |= ramps(seat);
        }
        for (Seat seat : seats.values()) {
            int percent = seat.percent(config.ramp());
            seat.open(ramps(seat) ? next.new Part(share(seat) / sum, percent / 100.0, Hash.of(seat.address)) : null);
            seat.load.show(seat.state, percent);
        }
        thinning = thin ? next : null;
        int all = count(seat -> !seat.asked);
        int serving = count(seat -> seat.state.serves());
        if (panic != config.panics(serving, all)) {
            panic = !panic;
            herald.panic(
                    panic,
                    serving,
                    all,
                    seats.values().stream()
                            .mapToInt(seat -> seat.load.inFlight())
                            .sum());
        }
    }

    private boolean ramps(Seat seat) {
        return seat.listed > 0 && seat.state == EndpointState.RETURNING && seat.percent(config.ramp()) < 100;
    }

    private double share(Seat seat) {
        return seat.listed == 0 ? 0 : seat.percent(config.ramp()) * (weighs ? (double) seat.weight : 1);
    }

    Degradation config() {
        return config;
    }

    public synchronized List<Seat> seats() {
        return new ArrayList<>(seats.values());
    }

    Collection<Seat> known() {
        return seats.values();
    }

    /** How an endpoint is doing now. */
    public synchronized EndpointStatus status(Seat seat, int weight) {
        return new EndpointStatus(
                seat.address,
                weight,
                seat.state,
                seat.percent(config.ramp()),
                detail(seat),
                seat.load.inFlight(),
                Math.round(seat.load.responseNanos(timers.nanos())));
    }

    private String detail(Seat seat) {
        Drain drain = seat.drain;
        String checks = seat.health.detail();
        return switch (seat.state) {
            case HEALTHY, DOWN -> checks;
            case RETURNING -> seat.percent(config.ramp()) + "% of its share; " + checks;
            case EJECTED -> "for " + Herald.text(seat.health.ejectedNanos()) + " yet: " + checks;
            case DRAINING ->
                "step " + (drain == null ? 1 : drain.step.number()) + " of 7; " + seat.why + "; since "
                        + Herald.text(drain == null ? 0 : timers.nanos() - drain.beganNanos);
            case REMOVED -> "step 7 of 7; " + seat.why;
        };
    }
}
