package io.telpher.cache.purge;

import io.telpher.cache.store.Purge;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Purges that wait to be sent, in their order. If they become too many, one of everything takes their place. Safe for several threads. */
final class Pending {
    private final Deque<One> waiting = new ArrayDeque<>();
    private long tickets;
    private long sent;

    /** One of them, with its number. */
    record One(long ticket, String text) {}

    Pending(List<String> before) {
        before.forEach(text -> waiting.add(new One(++tickets, text)));
    }

    /** @return its number */
    synchronized long add(String text, String node) {
        if (waiting.size() >= SharedPurges.PENDING_MAX) {
            waiting.clear();
            waiting.add(new One(++tickets, new PurgeText(node, new Purge(Purge.Scope.ALL, "", false)).text()));
        } else {
            waiting.add(new One(++tickets, text));
        }
        return tickets;
    }

    synchronized @Nullable One first() {
        return waiting.peek();
    }

    /** It is in the log. */
    synchronized void done(One one) {
        sent = Math.max(sent, one.ticket);
        waiting.remove(one);
    }

    /** True if the purge with this number, or what took its place, is in the log. */
    synchronized boolean sent(long ticket) {
        return sent >= ticket;
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized List<String> texts() {
        return waiting.stream().map(One::text).toList();
    }
}
