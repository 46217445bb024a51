package io.telpher.resilience.bulkhead;

import io.telpher.core.Priority;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Those who wait, the most important first, among equals in the order in which they came. Takes no lock. */
final class WaitingRoom {
    private final AtomicInteger size = new AtomicInteger();
    private final Queue<Turn> high = new ConcurrentLinkedQueue<>();
    private final Queue<Turn> normal = new ConcurrentLinkedQueue<>();
    private final Queue<Turn> low = new ConcurrentLinkedQueue<>();

    boolean isEmpty() {
        return size.get() == 0;
    }

    int size() {
        return size.get();
    }

    /** Comes in, in the place of somebody less important if the room is full; null if there is no such one. */
    @Nullable
    Turn come(Priority priority, int max) {
        if (size.incrementAndGet() > max && !displace(priority)) {
            size.decrementAndGet();
            return null;
        }
        Turn turn = new Turn(priority);
        queue(priority).add(turn);
        return turn;
    }

    /** Sends away one of the least important: he who came first, since he is the next to give up anyway. */
    private boolean displace(Priority by) {
        return (by.compareTo(Priority.LOW) < 0 && end(low, false))
                || (by.compareTo(Priority.NORMAL) < 0 && end(normal, false));
    }

    private boolean end(Queue<Turn> queue, boolean granted) {
        for (Turn turn = queue.poll(); turn != null; turn = queue.poll()) {
            if (turn.complete(granted)) {
                size.decrementAndGet();
                return true;
            }
        }
        return false;
    }

    /** Gives up. @return false if it was granted, or displaced, already */
    boolean leave(Turn turn) {
        if (!turn.complete(false)) {
            return false;
        }
        size.decrementAndGet();
        queue(turn.priority).remove(turn);
        return true;
    }

    /** The priority of whoever is next, or null if nobody waits. */
    @Nullable
    Priority next() {
        return isEmpty()
                ? null
                : !high.isEmpty()
                        ? Priority.HIGH
                        : !normal.isEmpty() ? Priority.NORMAL : !low.isEmpty() ? Priority.LOW : null;
    }

    /** Calls the next of a priority. @return false if nobody of it waits any more */
    boolean call(Priority priority) {
        return end(queue(priority), true);
    }

    private Queue<Turn> queue(Priority priority) {
        return switch (priority) {
            case CRITICAL, HIGH -> high;
            case NORMAL -> normal;
            case LOW -> low;
        };
    }
}
