package io.telpher.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The end of an exchange: both bodies are through, or something broke. Permits, in-flight counts, verdicts and the
 * access-log line are released here, so that a download counts for as long as it lasts.
 *
 * <p>It happens once. Listeners are called on the thread that completes it (an event loop) and must not block; one that
 * is added afterwards is called at once. Safe for use by several threads, and takes no lock.
 */
public final class Ending {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Ending.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What it has come to, a {@link Outcome}; before that who waits for it: nobody, one, or several. */
    private volatile @Nullable Object state;

    /** Several: the last one, and those before. */
    private record Several(Consumer<Outcome> last, Object before) {}

    /** An exchange that has ended already. */
    public static Ending of(Outcome outcome) {
        Ending ending = new Ending();
        ending.state = outcome;
        return ending;
    }

    /** Calls {@code listener} when the exchange ends, or now if it has. */
    public void whenDone(Consumer<Outcome> listener) {
        Object known;
        do {
            known = state;
            if (known instanceof Outcome outcome) {
                listener.accept(outcome);
                return;
            }
        } while (!STATE.compareAndSet(this, known, known == null ? listener : new Several(listener, known)));
    }

    /** Ends the exchange. Only the first call counts. */
    public void complete(Outcome result) {
        Object known;
        do {
            known = state;
            if (known instanceof Outcome) {
                return;
            }
        } while (!STATE.compareAndSet(this, known, result));
        if (known != null) {
            tell(known, result);
        }
    }

    /** In the order in which they came. */
    @SuppressWarnings("unchecked")
    private static void tell(Object waiting, Outcome result) {
        if (waiting instanceof Several several) {
            tell(several.before, result);
            several.last.accept(result);
        } else {
            ((Consumer<Outcome>) waiting).accept(result);
        }
    }

    /** True once the exchange has ended. */
    public boolean isDone() {
        return state instanceof Outcome;
    }
}
