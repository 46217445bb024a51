package io.telpher.httpnetty.loop;

import io.telpher.core.Failure;
import io.telpher.core.Tries;
import io.telpher.http.Exchange;
import io.telpher.http.Peer;
import io.telpher.net.Loop;

/** An exchange that has a loop: the one of the connection on which its request came, on which its requests go out. */
public class LoopExchange extends Exchange {
    private final Loop loop;
    private long requestBytes;
    private long responseBytes;

    protected LoopExchange(Peer peer, long startedNanos, Loop loop) {
        super(peer, startedNanos);
        this.loop = loop;
    }

    /** The loop of the connection on which the request came. */
    public final Loop loop() {
        return loop;
    }

    @Override
    public final Exchange beside(Tries elsewhere) {
        return begin(new LoopExchange(peer(), startedNanos(), loop), elsewhere);
    }

    @Override
    public final Exchange detached() {
        return alike(new LoopExchange(peer(), startedNanos(), loop));
    }

    /** Somebody who has to know at once that the deadline of an exchange has passed. */
    public interface Timed {
        /** It has. On the loop of the exchange. */
        void late();
    }

    /** Has {@code who}, and nobody else, told when the deadline has passed. @return false if nobody watches it: see to it yourself */
    public boolean tellsLate(Timed who) {
        return false;
    }

    /** That many more bytes of the request's content have come. On the loop. */
    public final void countReceived(long bytes) {
        requestBytes += bytes;
    }

    /** That many more bytes of the response's content have gone. On the loop. */
    public final void countSent(long bytes) {
        responseBytes += bytes;
    }

    protected final long requestBytes() {
        return requestBytes;
    }

    protected final long responseBytes() {
        return responseBytes;
    }

    /** Why an exchange ends whose time is over. */
    public static Failure tooLate() {
        return new Failure(Failure.Side.LOCAL, Failure.Kind.DEADLINE, false, "the deadline of the exchange has passed");
    }
}
