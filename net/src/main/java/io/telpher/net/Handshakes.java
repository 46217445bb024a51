package io.telpher.net;

import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The TLS handshakes under way on one loop of one listener, oldest first. When there are too many, the oldest has to go:
 * refusing new ones instead would let a few silent connections lock everybody out.
 */
final class Handshakes {
    private final int max;
    private final Set<Channel> underWay = new LinkedHashSet<>();

    Handshakes(int max) {
        this.max = max;
    }

    /** One begins. @return one that has to go, or null */
    @Nullable
    Channel begin(Channel channel) {
        Channel oldest = underWay.size() < max ? null : underWay.iterator().next();
        if (oldest != null) {
            underWay.remove(oldest);
        }
        underWay.add(channel);
        return oldest;
    }

    void end(Channel channel) {
        underWay.remove(channel);
    }

    int size() {
        return underWay.size();
    }
}
