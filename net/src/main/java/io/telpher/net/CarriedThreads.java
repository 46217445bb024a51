package io.telpher.net;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The one place that makes virtual threads whose scheduler is ours. The JDK has no public way yet; the one it uses in its
 * own tests is opened by {@code --add-opens java.base/java.lang=ALL-UNNAMED}, which our jar's manifest says. Without it,
 * {@link #available()} is false and requests run on the JDK's scheduler: slower, nothing else.
 */
final class CarriedThreads {
    /** {@code Thread.NO_INHERIT_THREAD_LOCALS}: nothing of the loop's thread locals is copied. */
    private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;

    private static final @Nullable MethodHandle NEW_THREAD = find();

    private CarriedThreads() {}

    private static @Nullable MethodHandle find() {
        try {
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            MethodType type =
                    MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class);
            return MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
                    .findStatic(builders, "newVirtualThread", type);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    static boolean available() {
        return NEW_THREAD != null;
    }

    /** An unstarted virtual thread whose every stretch of running is given to {@code scheduler}. */
    static Thread unstarted(Executor scheduler, String name, Runnable task) {
        MethodHandle handle = NEW_THREAD;
        if (handle == null) {
            throw new IllegalStateException("java.lang is not open to us");
        }
        try {
            return (Thread) handle.invokeExact(scheduler, name, NO_INHERIT_THREAD_LOCALS, task);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
