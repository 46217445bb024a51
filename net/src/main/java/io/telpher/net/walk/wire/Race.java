package io.telpher.net.walk.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Who may start when in a race of connections (Happy Eyeballs, RFC 8305 §5): one after another, a stagger apart, the
 * next one at once when a runner falls. For one thread.
 */
public final class Race {
    private final int runners;
    private final long staggerNanos;
    private int started;
    private int fallen;
    private long nextNanos;

    /** A race that begins at {@code now}. */
    public Race(int runners, long staggerNanos, long now) {
        this.runners = runners;
        this.staggerNanos = staggerNanos;
        this.nextNanos = now;
    }

    /** Starts the next runner if it is due. @return its number, or -1 if nobody is to start now */
    public int start(long now) {
        if (started == runners || nextNanos - now > 0) {
            return -1;
        }
        nextNanos = now + staggerNanos;
        return started++;
    }

    /** A runner fell: nobody needs to wait for it any longer. */
    public void fell(long now) {
        fallen++;
        nextNanos = now;
    }

    /** True if nobody is left. */
    public boolean lost() {
        return fallen == runners;
    }

    /** Nanoseconds until the next one may start, or -1 if all have. */
    public long waitNanos(long now) {
        return started == runners ? -1 : Math.max(0, nextNanos - now);
    }

    /** The addresses with the families taking turns, IPv6 first, else in their order (RFC 8305 §4). */
    public static List<InetAddress> lineUp(List<InetAddress> addresses) {
        Deque<InetAddress> six = new ArrayDeque<>();
        Deque<InetAddress> four = new ArrayDeque<>();
        for (InetAddress address : addresses) {
            (address instanceof Inet6Address ? six : four).add(address);
        }
        List<InetAddress> order = new ArrayList<>(addresses.size());
        while (!six.isEmpty() || !four.isEmpty()) {
            if (!six.isEmpty()) {
                order.add(six.remove());
            }
            if (!four.isEmpty()) {
                order.add(four.remove());
            }
        }
        return order;
    }
}
