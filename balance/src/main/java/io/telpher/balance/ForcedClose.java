package io.telpher.balance;

/** A way to an endpoint that can be cut while exchanges use it: when a drain has taken too long. */
public interface ForcedClose {

    /**
     * Closes every connection at once, those in use too; what runs on them ends as failed. New ones may be made afterwards.
     * Must not block.
     *
     * @param why for people, in the log
     */
    void closeNow(String why);
}
