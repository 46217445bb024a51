package io.telpher.net;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.Future;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import io.telpher.net.loop.Alarms;
import io.telpher.net.loop.Blocks;
import io.telpher.net.loop.Holdings;
import io.telpher.net.loop.Passage;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event loop, and the bridge between it and the virtual threads that it carries.
 *
 * <p>A carried thread runs on the loop's own thread until it parks or ends. What it wants done on the loop is kept until
 * then, and when the loop unparks it, it goes on at once, in the middle of the loop's work: no queue, no other core, no
 * lock. So a request crosses from the loop to its thread and back at the price of two stack switches.
 *
 * <p>The price is a rule: the loop's own thread never waits for a monitor or a lock that a thread which it carries may wait
 * for. The carried one may be next in turn, and it cannot take its turn while its loop waits.
 *
 * <p>Hence the one rule for code on the loop: wake nobody while holding a monitor. The thread would go on inside, and what
 * the loop has locked would pass for its own: nobody could ever unlock it.
 */
@SuppressWarnings("ReferenceEquality") // threads are compared by identity
public final class Loop implements Timers {
    /** {@code worker} puts every request on the JDK's scheduler: for comparison, see ADR 1. */
    public static final String THREADS_PROPERTY = "telpher.threads";

    private static final boolean CARRYING =
            CarriedThreads.available() && !"worker".equals(System.getProperty(THREADS_PROPERTY));

    private final EventLoop eventLoop;
    private final int index;
    private final Alarms alarms;
    private final ArrayDeque<Runnable> whenYielded = new ArrayDeque<>();
    private @Nullable Thread thread; // the loop's own; set by its first task
    private String name = "";
    private @Nullable Thread mounted;
    private boolean yielding;
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private final Blocks blocks = new Blocks();
    private final Holdings holdings = Holdings.ofDirectMemory();
    private final Holdings headHoldings = Holdings.ofHeap();
    private final Passage passage = new Passage();

    /** The size of {@link #scratch()}. */
    public static final int SCRATCH_BYTES = 64 * 1024;

    /**
     * Wraps an event loop, which must not have another wrapper.
     *
     * @param index its place among the loops of the process
     */
    public Loop(EventLoop eventLoop, int index) {
        this.eventLoop = eventLoop;
        this.index = index;
        this.alarms = new Alarms(this);
        eventLoop.execute(this::begin);
    }

    private void begin() {
        Thread current = Thread.currentThread();
        thread = current;
        name = current.getName();
    }

    /** True if virtual threads can be carried by loops in this process. */
    public static boolean carrying() {
        return CARRYING;
    }

    /** Its place among the loops of the process, from 0. */
    public int index() {
        return index;
    }

    /** The loop beneath. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** The deadlines of this loop's connections. Confined to the loop. */
    public Alarms alarms() {
        return alarms;
    }

    /** Room for bytes that are needed only until the current task ends. Confined to the loop. */
    public byte[] scratch() {
        return scratch;
    }

    /** Buffers for what this loop's connections gather. Confined to the loop. */
    public Blocks blocks() {
        return blocks;
    }

    /** What this loop's connections may hold for slow takers. Confined to the loop. */
    public Holdings holdings() {
        return holdings;
    }

    /** What this loop's connections may hold of heads of requests. Confined to the loop. */
    public Holdings headHoldings() {
        return headHoldings;
    }

    /** What is passed through goes through this. Confined to the loop. */
    public Passage passage() {
        return passage;
    }

    /** True on the loop's own thread, and not in a thread that it carries. */
    public boolean here() {
        return Thread.currentThread() == thread;
    }

    /** Runs {@code task} on the loop: now if this is it, when it has yielded if this is a thread that it carries. */
    public void execute(Runnable task) {
        Thread current = Thread.currentThread();
        if (current == mounted) { // only ever equal in that thread itself, so the plain read is exact
            whenYielded.add(task);
        } else if (current == thread && mounted == null) {
            task.run();
        } else {
            eventLoop.execute(task);
        }
    }

    /** Runs {@code task} when everybody else who is ready has had a turn. To be called on the loop. */
    public void later(Runnable task) {
        if (eventLoop instanceof SingleThreadEventLoop loop) {
            loop.executeAfterEventLoopIteration(
                    () -> loop.execute(task)); // a task of now would come before the sockets
        } else {
            eventLoop.execute(task);
        }
    }

    /**
     * Starts a virtual thread that this loop carries. To be called on the loop; the thread runs at once, until it first
     * parks. It has the loop's name: counters go by it, see {@code core.metrics}.
     */
    public Thread start(Runnable task) {
        if (!CARRYING) {
            return Thread.ofVirtual().start(task);
        }
        Carrier carrier = new Carrier();
        Thread carried = CarriedThreads.unstarted(carrier, name, task);
        carrier.carried = carried;
        carried.start();
        return carried;
    }

    /** Gives a thread its stretches of running. */
    private final class Carrier implements Executor {
        private @Nullable Thread carried;

        @Override
        public void execute(Runnable continuation) {
            if (Thread.currentThread() == thread && mounted == null) {
                mount(continuation);
            } else {
                eventLoop.execute(() -> mount(continuation));
            }
        }

        private void mount(Runnable continuation) {
            assert Monitors.noneHeld() : "a thread is woken by someone who holds a monitor";
            mounted = carried;
            try {
                continuation.run();
            } finally {
                mounted = null;
                doWhenYielded();
            }
        }
    }

    /** What a task here wakes adds its own tasks behind: none begins before the one before it has ended. */
    private void doWhenYielded() {
        if (yielding) {
            return;
        }
        yielding = true;
        Runnable task;
        while ((task = whenYielded.poll()) != null) {
            try {
                task.run();
            } catch (Throwable bug) { // whoever woke the thread has no part in it, and neither have the other tasks
                Thread current = Thread.currentThread();
                current.getUncaughtExceptionHandler().uncaughtException(current, bug);
            }
        }
        yielding = false;
    }

    @Override
    public long nanos() {
        return eventLoop.ticker().nanoTime();
    }

    @Override
    public Subscription after(long delayNanos, Runnable task) {
        Future<?> scheduled = eventLoop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }
}
