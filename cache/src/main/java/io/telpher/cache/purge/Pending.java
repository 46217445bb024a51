package io.telpher.cache.purge;

import io.telpher.core.Cell;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Purges that wait to be sent, in their order. If they become too many, one of everything takes their place. Safe for several threads. */
final class Pending {
    private final Deque<One> waiting = new ArrayDeque<>();
    private long numbers;
    private long sent;

    /**
     * One of them, with its number.
     *
     * @param told is done once it is in the log, or could not be sent: true or false
     */
    record One(long number, String text, Cell<Boolean> told) {
        One(long number, String text) {
            this(number, text, new Cell<>());
        }
    }

    Pending(List<String> before) {
        before.forEach(text -> waiting.add(new One(++numbers, text)));
    }

    One add(String text, String node) {
        List<One> replaced = List.of();
        One one;
        synchronized (this) {
            boolean full = waiting.size() >= SharedPurges.PENDING_MAX;
            if (full) {
                replaced = List.copyOf(waiting);
                waiting.clear();
            }
            one = new One(++numbers, full ? PurgeText.of(node, 0).text() : text);
            waiting.add(one);
        }
        replaced.forEach(each -> each.told.complete(false));
        return one;
    }

    /** The first ones. */
    synchronized List<One> first(int max) {
        return waiting.stream().limit(max).toList();
    }

    /** They are in the log. */
    void done(List<One> ones) {
        synchronized (this) {
            sent = Math.max(sent, ones.getLast().number);
            waiting.removeAll(ones);
        }
        ones.forEach(each -> each.told.complete(true)); // no lock is held: it may be a carried thread that is woken
    }

    /** They cannot be sent now. */
    void failed() {
        first(Integer.MAX_VALUE).forEach(each -> each.told.complete(false));
    }

    /** True if the purge with this number, or what took its place, is in the log. */
    synchronized boolean sent(One one) {
        return sent >= one.number;
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized List<String> texts() {
        return waiting.stream().map(One::text).toList();
    }
}
