package io.telpher.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A place for one value that one thread waits for. It is the hand-over between event loops, which complete it, and
 * virtual threads, which park on it: one allocation, no lock.
 *
 * @param <T> the value
 */
public class Cell<T> {
    private static final VarHandle RESULT;

    static {
        try {
            RESULT = MethodHandles.lookup().findVarHandle(Cell.class, "result", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Wraps what was thrown, to tell it from a value. */
    private record Thrown(Throwable cause) {}

    @SuppressWarnings("unused") // through RESULT
    private volatile @Nullable Object result;

    private volatile @Nullable Thread waiting;

    /** Gives the value. @return false if the cell was done already: the value is then the caller's to dispose of */
    public boolean complete(T value) {
        return settle(value);
    }

    /** Gives an exception instead of a value. @return false if the cell was done already */
    public boolean fail(Throwable cause) {
        return settle(new Thrown(cause));
    }

    private boolean settle(Object value) {
        if (!RESULT.compareAndSet(this, null, value)) {
            return false;
        }
        wake();
        return true;
    }

    /** True once there is a value or an exception. */
    public boolean isDone() {
        return result != null;
    }

    /** Waits for the value without a limit: whoever completes the cell owns the timeout. */
    public T join() throws InterruptedException {
        while (result == null) {
            park();
        }
        return value();
    }

    /** Wakes the waiting thread, if any, without a value. */
    final void wake() {
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Makes this thread the one to wake, from now on and not only once it parks. */
    final void enlist() {
        waiting = Thread.currentThread();
    }

    /** Parks until woken; may return for no reason. */
    final void park() throws InterruptedException {
        enlist();
        if (result == null) {
            LockSupport.park(this);
        }
        if (result == null && Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** The value of a cell that is done. @throws IllegalStateException if it is not */
    @SuppressWarnings("unchecked")
    public T value() {
        Object known = result;
        if (known instanceof Thrown thrown) {
            throw sneaky(thrown.cause);
        }
        if (known == null) {
            throw new IllegalStateException("no value yet");
        }
        return (T) known;
    }

    /** Failures are checked, but a cell carries any of them: the caller of {@code call} declares Exception anyway. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException sneaky(Throwable cause) throws E {
        throw (E) cause;
    }
}
