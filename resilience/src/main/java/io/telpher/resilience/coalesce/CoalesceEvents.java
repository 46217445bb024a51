package io.telpher.resilience.coalesce;

/** What is told of coalescing, to be counted. Called by the thread that it is about. */
public interface CoalesceEvents {
    /** How a call got its reply. */
    enum Role {
        /** It caused a call. */
        LED,
        /** It shared another's. */
        JOINED,
        /** It went by itself: it had waited for too long, the reply was not for it, or too many were under way. */
        ALONE
    }

    /** A call has its reply, or is about to get it alone. */
    void played(Role role);

    /** A shared call failed or was too slow for somebody who waited, and another was begun in its place. */
    void begunAnew();
}
