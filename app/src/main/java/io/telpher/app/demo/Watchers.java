package io.telpher.app.demo;

import io.telpher.core.Cell;
import io.telpher.core.Waiter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The browsers that follow the demo's state as Server-Sent Events. */
final class Watchers {
    /** How many may watch at once. */
    static final int MAX = 32;

    private static final long PAUSE_NANOS = 250_000_000L;
    private static final long SIGN_OF_LIFE_NANOS = 15_000_000_000L;

    private final Waiter waiter;
    private final Supplier<String> state;
    private final Set<Cell<Boolean>> waiting = ConcurrentHashMap.newKeySet();
    private int watching;

    Watchers(Waiter waiter, Supplier<String> state) {
        this.waiter = waiter;
        this.state = state;
    }

    /** Tells everybody that the state has changed. */
    void changed() {
        waiting.forEach(cell -> cell.complete(true));
    }

    /** True if nobody else may watch. */
    synchronized boolean full() {
        return watching >= MAX;
    }

    private synchronized void enter() throws IOException {
        if (watching >= MAX) {
            throw new IOException("more than " + MAX + " watch the demo");
        }
        watching++;
    }

    private synchronized void leave() {
        watching--;
    }

    /** Writes the state now and after each change, four times a second at most, until the reader goes away. */
    void follow(OutputStream out) throws IOException {
        enter();
        Cell<Boolean> change = new Cell<>();
        try {
            while (true) {
                waiting.add(change); // before reading the state: no change is missed
                send(out, "data: " + state.get() + "\n\n");
                waiter.sleep(PAUSE_NANOS);
                while (!waiter.await(change, SIGN_OF_LIFE_NANOS)) {
                    send(out, ": still here\n\n");
                }
                waiting.remove(change);
                change = new Cell<>();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the demo stops");
        } finally {
            waiting.remove(change);
            leave();
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
