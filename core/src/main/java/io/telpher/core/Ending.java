package io.telpher.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The end of an exchange: both bodies are through, or something broke. Permits, in-flight counts, verdicts and the
 * access-log line are released here, so that a download counts for as long as it lasts.
 *
 * <p>It happens once. Listeners are called on the thread that completes it (an event loop) and must not block; one that
 * is added afterwards is called at once. Safe for use by several threads.
 */
public final class Ending {
    private @Nullable Outcome outcome;
    private @Nullable Consumer<Outcome> first;
    private @Nullable List<Consumer<Outcome>> more;

    /** An exchange that has ended already. */
    public static Ending of(Outcome outcome) {
        Ending ending = new Ending();
        ending.outcome = outcome;
        return ending;
    }

    /** Calls {@code listener} when the exchange ends, or now if it has. */
    public void whenDone(Consumer<Outcome> listener) {
        Outcome known;
        synchronized (this) {
            known = outcome;
            if (known == null) {
                add(listener);
                return;
            }
        }
        listener.accept(known);
    }

    private void add(Consumer<Outcome> listener) {
        if (first == null) {
            first = listener;
            return;
        }
        if (more == null) {
            more = new ArrayList<>(4);
        }
        more.add(listener);
    }

    /** Ends the exchange. Only the first call counts. */
    public void complete(Outcome result) {
        Consumer<Outcome> one;
        List<Consumer<Outcome>> others;
        synchronized (this) {
            if (outcome != null) {
                return;
            }
            outcome = result;
            one = first;
            others = more;
            first = null;
            more = null;
        }
        if (one != null) {
            one.accept(result);
        }
        if (others != null) {
            others.forEach(listener -> listener.accept(result));
        }
    }

    /** True once the exchange has ended. */
    public synchronized boolean isDone() {
        return outcome != null;
    }
}
