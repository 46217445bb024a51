package io.telpher.httpnetty.loop.server;

import io.telpher.httpnetty.loop.Weight;
import io.telpher.net.flood.Sheddable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Chooses among the connections of all listeners those that are given up: a share of them each time, to see if it is enough. */
public final class Shedding implements Sheddable {
    private static final int IDLE_SHARE = 4;
    private static final int IDLE_LEAST = 16;
    private static final int WORST_SHARE = 8;
    private static final int WORST_LEAST = 4;

    private final Supplier<? extends Collection<ServerContext>> listeners;

    /** Chooses among the connections that these have when it is asked. */
    public Shedding(Supplier<? extends Collection<ServerContext>> listeners) {
        this.listeners = listeners;
    }

    /** A connection and what it weighed when it was asked: what changes while it is sorted cannot be sorted. */
    private record Weighed(Accepted connection, Weight weight) {}

    @Override
    public int closeIdle() {
        List<Weighed> idle = weighed(Weight::idle);
        return shed(idle, Weight.OLDEST_FIRST, Math.max(IDLE_LEAST, idle.size() / IDLE_SHARE), Accepted::drain);
    }

    @Override
    public int closeWorst() {
        List<Weighed> bad = weighed(Weight::weighs);
        return shed(
                bad,
                Weight.WORST_FIRST,
                Math.max(WORST_LEAST, bad.size() / WORST_SHARE),
                one -> one.closeNow(Weight.shedding()));
    }

    private List<Weighed> weighed(Predicate<Weight> wanted) {
        List<Weighed> all = new ArrayList<>();
        for (ServerContext listener : listeners.get()) {
            for (Accepted connection : listener.accepted()) {
                Weight weight = connection.weight();
                if (wanted.test(weight)) {
                    all.add(new Weighed(connection, weight));
                }
            }
        }
        return all;
    }

    private static int shed(List<Weighed> all, Comparator<Weight> order, int most, Consumer<Accepted> how) {
        all.sort(Comparator.comparing(Weighed::weight, order));
        List<Weighed> chosen = all.subList(0, Math.min(most, all.size()));
        chosen.forEach(one -> how.accept(one.connection));
        return chosen.size();
    }
}
