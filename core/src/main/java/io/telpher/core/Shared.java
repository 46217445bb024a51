package io.telpher.core;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values that are found by what they are made of and live as long as somebody holds them. So what is built anew finds what
 * its predecessor had, if it takes hold before the other lets go.
 *
 * @param <K> what they are made of
 * @param <V> the values
 */
public final class Shared<K, V> {
    private final Map<K, Held<V>> all = new HashMap<>();
    private final Consumer<V> close;

    private static final class Held<V> {
        private final V value;
        private int holders;

        private Held(V value) {
            this.value = value;
        }
    }

    /** Makes a value. */
    @FunctionalInterface
    public interface Maker<V, E extends Exception> {
        V make() throws E;
    }

    /** Nothing yet; {@code close} is called for a value that nobody holds any more, on the thread of the last holder. */
    public Shared(Consumer<V> close) {
        this.close = close;
    }

    /** Takes hold of the value, which is made if it is not there. */
    public synchronized <E extends Exception> V take(K key, Maker<V, E> maker) throws E {
        Held<V> held = all.get(key);
        if (held == null) {
            held = new Held<>(maker.make());
            all.put(key, held);
        }
        held.holders++;
        return held.value;
    }

    /** Lets go. */
    public void leave(K key) {
        V last = left(key);
        if (last != null) {
            close.accept(last);
        }
    }

    private synchronized @Nullable V left(K key) {
        Held<V> held = all.get(key);
        if (held == null || --held.holders > 0) {
            return null;
        }
        all.remove(key);
        return held.value;
    }

    /** Visits every value; none comes or goes meanwhile. */
    public synchronized void forEach(BiConsumer<K, V> visitor) {
        all.forEach((key, held) -> visitor.accept(key, held.value));
    }

    /** How many values there are. */
    public synchronized int size() {
        return all.size();
    }
}
