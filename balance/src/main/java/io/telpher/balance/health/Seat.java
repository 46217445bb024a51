package io.telpher.balance.health;

import io.telpher.balance.algorithm.Skip;
import io.telpher.core.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint's place in an upstream: whether it is sent work, and why. Picks read its door; everything else is its
 * {@link Peers}' and is changed under their lock. Like the peers it outlives every list and every configuration.
 */
public final class Seat {
    public final String address;
    public final Load load;
    final Health health;
    /** End what is in flight, saying why: more than one while a configuration takes over from another. */
    public final List<Consumer<String>> closers = new CopyOnWriteArrayList<>();

    private final AtomicBoolean suspected = new AtomicBoolean();
    private volatile Door door = Door.OPEN;
    private volatile Thinning.@Nullable Part part;
    private volatile boolean finishing;

    // the peers' own
    EndpointState state = EndpointState.HEALTHY;
    String why = "";
    int weight = 1;
    int listed;
    boolean asked;
    boolean pardoned;
    boolean refusalTold;

    @Nullable
    Ramp ramp;

    @Nullable
    Subscription tick;

    @Nullable
    Drain drain;

    Tally before = Tally.NONE;
    Tally mark;
    Tally stepMark = Tally.NONE;

    private enum Door {
        OPEN,
        /** For its part only. */
        AJAR,
        /** Opened if everybody is tried. */
        SHUT,
        /** By an operator, who knows better. */
        LOCKED
    }

    Seat(String address, Load load, Health health) {
        this.address = address;
        this.load = load;
        this.health = health;
        this.mark = load.tally();
    }

    /** What it takes beside its peers, by the list that told of it last. */
    public int weight() {
        return weight;
    }

    /** Whether a call may come here. */
    public boolean admits(Skip skip) {
        Door now = door;
        return now == Door.OPEN || (now != Door.LOCKED && admits(now, skip));
    }

    private boolean admits(Door now, Skip skip) {
        if (skip.reach() != Skip.Reach.PART) {
            return now == Door.AJAR || skip.reach() == Skip.Reach.EVERYBODY;
        }
        Thinning.Part own = part;
        return now == Door.AJAR && own != null && (skip.keyed() ? own.opens(skip.key()) : own.open());
    }

    /** Takes the call that the seat was picked for. @return false if its part has just been used up */
    public boolean take(Skip skip) {
        Thinning.Part own = part;
        return own == null || skip.keyed() || skip.reach() != Skip.Reach.PART || door != Door.AJAR || own.take();
    }

    /** Whether the door was closed since the pick: whoever has entered meanwhile leaves again, so that gone means gone. */
    public boolean refuses(Skip skip) {
        Door now = door;
        return now == Door.LOCKED || (now == Door.SHUT && skip.reach() != Skip.Reach.EVERYBODY);
    }

    /** Whether the peers want to know when nothing is in flight any more. */
    public boolean finishing() {
        return finishing;
    }

    /** Notes that it may stand out. @return true if that was not noted yet */
    boolean suspect() {
        return suspected.compareAndSet(false, true);
    }

    void judged() {
        suspected.set(false);
    }

    boolean suspected() {
        return suspected.get();
    }

    /** Opens or closes the door, by the state and the part that it gets; null if it gets all. */
    void open(Thinning.@Nullable Part given) {
        part = given;
        finishing = state == EndpointState.DRAINING || state == EndpointState.DOWN;
        door = switch (state) {
            case HEALTHY -> Door.OPEN;
            case RETURNING -> given == null ? Door.OPEN : Door.AJAR;
            case EJECTED, DOWN -> Door.SHUT;
            case DRAINING, REMOVED -> asked ? Door.LOCKED : Door.SHUT;
        };
    }

    /** Nobody lists it any more, or an operator wants it to go. */
    boolean leaves() {
        return listed == 0 || asked;
    }

    /** The part of its share that it gets, in percent. */
    int percent(RampConfig config) {
        Ramp now = ramp;
        return state == EndpointState.RETURNING && now != null ? now.percent(config) : state.serves() ? 100 : 0;
    }
}
