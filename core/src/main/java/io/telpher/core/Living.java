package io.telpher.core;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What lives on when a configuration takes the place of another: counts, limits, states. It is found by its kind and by the
 * name of whom it belongs to, for as long as somebody uses it; nobody has to say that he does not any more. Where that must
 * be said, because something has to be closed, use {@link Shared}.
 */
public final class Living {
    private final Map<Key, WeakReference<?>> all = new HashMap<>();

    private record Key(Class<?> kind, String name) {}

    /** The value of this kind and name, made now if nobody uses one. The caller keeps it. */
    public synchronized <T> T adopt(Class<T> kind, String name, Supplier<T> maker) {
        Key key = new Key(kind, name);
        WeakReference<?> known = all.get(key);
        @Nullable Object value = known == null ? null : known.get();
        if (value == null) {
            all.values().removeIf(reference -> reference.refersTo(null));
            T made = maker.get();
            all.put(key, new WeakReference<>(made));
            return made;
        }
        return kind.cast(value);
    }
}
