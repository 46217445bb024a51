package io.telpher.net.dial;

import io.telpher.core.Outcome;
import io.telpher.core.metrics.Counter;
import io.telpher.net.flood.Refusal;
import java.net.InetAddress;

/** What happens to visits. Called on event loops: must not block. */
public interface DialEvents {

    /** A client came to a listener. */
    void opened(String listener);

    /** A client of a listener has gone. */
    void closed(String listener);

    /** A client was refused a session. */
    void refused(String listener, Refusal why, InetAddress client);

    /** The bytes that the clients of a listener have sent. */
    Counter received(String listener);

    /** The bytes that the clients of a listener were sent. */
    Counter sent(String listener);

    /** The datagrams of a listener that were dropped for this reason, a word. */
    Counter dropped(String listener, String why);

    /**
     * A visit is over.
     *
     * @param received bytes that the client sent
     * @param sent bytes that the client was sent
     */
    void ended(Visit visit, long received, long sent, long endNanos, Outcome outcome);

    /** A mistake of ours. */
    void bug(Visit visit, Throwable thrown);
}
