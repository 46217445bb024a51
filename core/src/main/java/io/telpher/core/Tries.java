package io.telpher.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Whom the attempts of one call went to. A policy that makes attempts (retry, hedging) hands it down with the request; the
 * upstream that picks endpoints notes them here, passes over those that were tried as long as there are others, and makes
 * no further attempts of its own. Safe for use by several threads.
 */
public final class Tries {
    private static final VarHandle LAST;

    static {
        try {
            LAST = MethodHandles.lookup().findVarHandle(Tries.class, "last", Tried.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Tried(Object endpoint, @Nullable Tried before) {}

    private final @Nullable Tries all;

    @SuppressWarnings("unused") // through LAST
    private volatile @Nullable Tried last;

    private volatile boolean others;

    /** Nobody was tried yet. */
    public Tries() {
        this(null);
    }

    private Tries(@Nullable Tries all) {
        this.all = all;
    }

    /** The same tries, for an attempt that is worth making elsewhere only. */
    public Tries elsewhere() {
        return new Tries(whole());
    }

    private Tries whole() {
        return all == null ? this : all;
    }

    /** True if only an endpoint will do that was not tried. */
    public boolean onlyElsewhere() {
        return all != null;
    }

    /** Notes an attempt. Endpoints are compared by identity. */
    public void add(Object endpoint) {
        Tries whole = whole();
        Tried before;
        do {
            before = whole.last;
        } while (!LAST.compareAndSet(whole, before, new Tried(endpoint, before)));
    }

    /** True if an attempt went to this endpoint. */
    @SuppressWarnings("ReferenceEquality")
    public boolean contains(Object endpoint) {
        for (Tried tried = whole().last; tried != null; tried = tried.before) {
            if (tried.endpoint == endpoint) {
                return true;
            }
        }
        return false;
    }

    /** True if there was no attempt yet. */
    public boolean isEmpty() {
        return whole().last == null;
    }

    /** All were tried: another round begins. */
    public void forget() {
        whole().last = null;
    }

    /** Notes, after an attempt that failed, whether there are endpoints that were not tried. */
    public void others(boolean left) {
        whole().others = left;
    }

    /** True if there was an endpoint left when the last attempt failed. */
    public boolean others() {
        return whole().others;
    }
}
