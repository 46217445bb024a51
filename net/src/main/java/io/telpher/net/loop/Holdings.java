package io.telpher.net.loop;

import io.netty.util.NettyRuntime;
import io.netty.util.internal.PlatformDependent;

/**
 * What the connections of one loop may hold, all together, beside the little that each may hold always: bytes that came and
 * wait for slow takers. A sixteenth of the process' direct memory, shared out to the loops. Confined to its loop.
 */
public final class Holdings {
    private static final long BYTES_MAX = PlatformDependent.maxDirectMemory() / 16 / NettyRuntime.availableProcessors();

    private final long bytesMax;
    private long promised;

    /** The share of one loop in this process. */
    public Holdings() {
        this(BYTES_MAX);
    }

    /** So many bytes. */
    public Holdings(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Promises so many bytes to a connection, which gives them back when it ends. @return false if there are not so many */
    public boolean promise(long bytes) {
        if (promised + bytes > bytesMax) {
            return false;
        }
        promised += bytes;
        return true;
    }

    /** Takes back what was promised. */
    public void giveBack(long bytes) {
        promised -= bytes;
    }
}
