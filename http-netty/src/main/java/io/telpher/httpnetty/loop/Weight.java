package io.telpher.httpnetty.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.telpher.core.Failure;
import java.util.Comparator;

/**
 * What a connection does to us, by which it is chosen when something runs short.
 *
 * @param oddities what it did that only attackers do often
 * @param heldBytes what is kept for it, requests under way included
 * @param idle if nothing is under way
 * @param sinceNanos since when it is idle, or at its work
 */
public record Weight(long oddities, long heldBytes, boolean idle, long sinceNanos) {
    /** About what a request under way costs beside its body: head, thread, exchange. */
    public static final int REQUEST_BYTES = 8 * 1024;

    private static final int BORNE = 16;

    /** Those that have been at it, or idle, for the longest time come first. */
    public static final Comparator<Weight> OLDEST_FIRST =
            (one, other) -> Long.signum(one.sinceNanos - other.sinceNanos);

    /** The worst come first. A few oddities are everybody's; of equals the one goes that has been at it for longest. */
    public static final Comparator<Weight> WORST_FIRST = Comparator.comparingLong((Weight one) -> one.oddities / BORNE)
            .thenComparingLong(Weight::heldBytes)
            .reversed()
            .thenComparing(Weight.OLDEST_FIRST);

    /** True if it is worth anything to close it: it holds memory or does harm. */
    public boolean weighs() {
        return oddities >= BORNE || heldBytes > 0;
    }

    /** How much waits for the socket. Any thread. */
    public static long pending(Channel channel) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    /** Why a connection ends on which this was caught: if it does not say so itself, {@code otherwise}. */
    public static Failure why(Throwable caught, Failure otherwise) {
        return switch (caught) {
            case OutOfMemoryError _ -> shedding();
            case Failure ours -> ours;
            default -> otherwise;
        };
    }

    /** Why an exchange ends or is not begun. */
    public static Failure shedding() {
        return new Failure(Failure.Side.LOCAL, Failure.Kind.LIMIT, false, "memory runs short");
    }
}
