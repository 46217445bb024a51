package io.telpher.core.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * One metric with labels: a member for each combination of their values. There are at most {@link #MEMBERS_MAX}; whatever
 * comes after them shares one member whose labels all read {@code other}, so that no client can fill our memory with names.
 *
 * @param <M> the kind of member
 */
public final class Family<M> {
    /** How many combinations of label values are told apart. */
    public static final int MEMBERS_MAX = 1_000;

    private final String name;
    private final String help;
    private final List<String> labels;
    private final Supplier<M> factory;
    private final Map<List<String>, M> members = new ConcurrentHashMap<>();

    Family(String name, String help, List<String> labels, Supplier<M> factory) {
        this.name = name;
        this.help = help;
        this.labels = labels;
        this.factory = factory;
    }

    /** The member of these label values, in the order of {@link #labels()}; made at first sight. Keep it: this is a look-up. */
    public M with(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(name + " has the labels " + labels + ", not " + Arrays.toString(values));
        }
        List<String> key = List.of(values);
        M known = members.get(key);
        if (known != null) {
            return known;
        }
        if (members.size() >= MEMBERS_MAX) {
            String[] other = new String[values.length];
            Arrays.fill(other, "other");
            key = List.of(other);
        }
        return members.computeIfAbsent(key, _ -> factory.get());
    }

    /** Forgets a member, because what it counted is gone. */
    public void remove(String... values) {
        members.remove(List.of(values));
    }

    /** Its name, by the conventions of Prometheus. */
    public String name() {
        return name;
    }

    /** What it says, for people. */
    public String help() {
        return help;
    }

    /** The names of its labels. */
    public List<String> labels() {
        return labels;
    }

    /** Visits every member with its label values. */
    public void forEach(BiConsumer<List<String>, M> visitor) {
        members.forEach(visitor);
    }
}
