package io.telpher.net.loop;

import io.netty.util.NettyRuntime;
import io.netty.util.internal.PlatformDependent;

/**
 * What the connections of one loop may hold, all together, beside the little that each may hold always. Confined to its
 * loop.
 */
public final class Holdings {
    private static final int LOOPS = NettyRuntime.availableProcessors();

    private final long bytesMax;
    private long promised;

    /** Bytes that came and wait for slow takers: a sixteenth of the process' direct memory, shared out to the loops. */
    public static Holdings ofDirectMemory() {
        return new Holdings(PlatformDependent.maxDirectMemory() / 16 / LOOPS);
    }

    /** Heads of requests that are under way: a fortieth of the process' heap, shared out to the loops. */
    public static Holdings ofHeap() {
        return new Holdings(Runtime.getRuntime().maxMemory() / 40 / LOOPS);
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
