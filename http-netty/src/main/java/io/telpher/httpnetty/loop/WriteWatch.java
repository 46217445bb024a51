package io.telpher.httpnetty.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;

/** Looks whether a socket still takes what is written to it. Confined to its loop. */
public final class WriteWatch {
    private final Loop loop;
    private final Alarm alarm;
    private final Channel channel;
    private final long timeoutNanos;
    private long progress;

    /** A watch on {@code channel}; {@code alarm} rings when it is time to ask whether it stalled. */
    public WriteWatch(Loop loop, Alarm alarm, Channel channel, long timeoutNanos) {
        this.loop = loop;
        this.alarm = alarm;
        this.channel = channel;
        this.timeoutNanos = timeoutNanos;
    }

    /** Remembers how far the socket has come, and sets the alarm. */
    public void begin() {
        progress = written();
        loop.alarms().set(alarm, loop.nanos() + timeoutNanos);
    }

    /** True if the socket took nothing since the watch began. */
    public boolean stalled() {
        return written() == progress;
    }

    /** A number that changes whenever the socket takes something. */
    private long written() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? -1 : buffer.totalPendingWriteBytes() * 31 + buffer.currentProgress();
    }
}
