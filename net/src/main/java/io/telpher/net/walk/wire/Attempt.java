package io.telpher.net.walk.wire;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One try to connect.
 *
 * @param startedNanos after the dialing began
 * @param tookNanos until it ended
 * @param trouble null for the winner; {@code "overtaken"} for a try that another one made pointless
 */
public record Attempt(
        InetSocketAddress address,
        long startedNanos,
        long tookNanos,
        @Nullable String trouble) {
    /** True for the try that won. */
    public boolean won() {
        return trouble == null;
    }
}
