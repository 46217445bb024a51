package io.telpher.httpnetty.loop.h2;

import io.netty.buffer.ByteBuf;
import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.BytesBody;
import io.telpher.http.DirectBody;
import io.telpher.http.Fields;
import io.telpher.httpnetty.loop.BodyWriter;
import io.telpher.httpnetty.loop.Buffers;
import io.telpher.httpnetty.loop.DirectFeed;
import io.telpher.httpnetty.loop.LoopBody;
import io.telpher.httpnetty.loop.Outbox;
import io.telpher.httpnetty.loop.ReplayedBody;
import io.telpher.httpnetty.loop.Sink;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.Priority;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a stream: what waits until the peer's windows and the priority of others let it go, and a body that
 * stops while too much of it waits. It is the stream's alarm as well. Confined to its loop.
 */
abstract class Http2Sender extends Alarm implements Sink {
    static final long NEVER = Long.MAX_VALUE;

    private static final int PUMPED_BYTES = 16 * 1024;
    private static final int PAUSED_BYTES = 24 * 1024;

    public final Loop loop;
    private final Http2Connection connection;
    private final int id;

    // the schedule's
    @Nullable
    Http2Sender next;

    boolean scheduled;

    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);
    private @Nullable LoopBody leaving;
    private int queued;
    private int window;
    private int urgency = Priority.DEFAULT.urgency();
    private boolean incremental = true; // who wishes nothing gets his fair share
    private boolean ending;
    private boolean ended;
    private Fields trailers = Fields.EMPTY;
    private boolean moved; // since the peer's windows held it back
    private long deadlineNanos = NEVER; // by which it must move

    Http2Sender(Http2Connection connection, int id) {
        this.connection = connection;
        this.loop = connection.loop;
        this.id = id;
        this.window = connection.peer().windowBytes();
    }

    // === what streams do ===

    /** {@code count} bytes of content are about to leave. */
    protected abstract void leaves(int count);

    /** The last of what we send was written. */
    protected abstract void written();

    /** Writes a trailer section, which ends what we send. */
    protected abstract void trailers(Fields fields);

    /** True once the stream is no more. */
    protected abstract boolean closed();

    /** Ends the stream before its time. */
    abstract void reset(ErrorCode code, Failure why);

    /** Ends the stream if both directions have ended. */
    abstract void closeIfDone();

    /** Sets the alarm for whatever comes first. */
    abstract void arm();

    /** True if the peer may take its time to take what we send. */
    protected boolean patient() {
        return false;
    }

    // === state ===

    protected final int id() {
        return id;
    }

    final Http2Connection connection() {
        return connection;
    }

    /** True if we have sent our last. */
    protected final boolean ended() {
        return ended;
    }

    // === priority ===

    protected final int urgency() {
        return urgency;
    }

    protected final boolean incremental() {
        return incremental;
    }

    /** The peer wishes this stream to be sent so (RFC 9218). */
    protected final void prioritize(Priority wish) {
        boolean was = scheduled;
        if (was) {
            connection.writer().forget(this);
        }
        urgency = wish.urgency();
        incremental = wish.incremental();
        if (was) {
            connection.writer().ready(this);
        }
    }

    // === sending ===

    /** How much waits to be sent. */
    final int queued() {
        return queued;
    }

    /** How much the peer takes of this stream. */
    final int window() {
        return window;
    }

    /** The peer takes more, or after new settings less. */
    final void window(int now) {
        window = now;
        if (now <= 0 && scheduled) {
            connection.writer().forget(this);
        } else if (queued > 0) {
            connection.writer().ready(this);
        }
    }

    /** Nothing follows what is queued. */
    final boolean ending() {
        return ending && !ended;
    }

    final boolean hasTrailers() {
        return trailers.size() > 0;
    }

    /** Writes the trailers, if there are any. */
    final boolean sendTrailers() {
        if (hasTrailers()) {
            trailers(trailers);
            return true;
        }
        return false;
    }

    /** Has {@code content} follow the head that was just sent. */
    protected final void send(Body content) {
        switch (content) {
            case BytesBody bytes -> {
                if (bytes.length() > 0) {
                    data(Buffers.of(connection.context(), bytes.bytes()));
                }
                end(Fields.EMPTY);
            }
            case DirectBody direct ->
                send(DirectFeed.start(loop, connection.context().alloc(), direct));
            case LoopBody already when already.loop() == loop -> send(already);
            case ReplayedBody replayed when replayed.loop() == loop -> send(replayed.again());
            default -> send(BodyWriter.start(loop, content));
        }
    }

    /** Sends what arrives elsewhere on this loop. */
    public final void send(LoopBody body) {
        leaving = body;
        body.to(this);
    }

    @Override
    public final void data(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (closed() || ending || length == 0) {
            bytes.release();
            return;
        }
        leaves(length);
        waiting.add(bytes);
        queued += length;
        connection.writer().queued(length);
        connection.writer().ready(this);
        if (queued >= PUMPED_BYTES) {
            connection.writer().pump();
            LoopBody body = leaving;
            if (queued >= PAUSED_BYTES && body != null) {
                body.pause();
            }
        }
    }

    /** Moves the first {@code count} bytes of what is queued to {@code out}. */
    final void take(int count, Outbox out) {
        queued -= count;
        connection.writer().queued(-count);
        window -= count;
        moved = true;
        int rest = count;
        while (rest > 0) {
            ByteBuf first = waiting.element();
            int n = first.readableBytes();
            if (n <= rest) {
                waiting.remove();
                out.data(first);
            } else {
                n = rest;
                out.data(first.readRetainedSlice(n));
            }
            rest -= n;
        }
    }

    /** Something was sent: there is room for more. */
    final void drained() {
        LoopBody body = leaving;
        if (body != null && queued < PUMPED_BYTES) {
            body.resume();
        }
    }

    @Override
    public final void flush() {
        // what is ready goes at the end of the turn
    }

    @Override
    public final void end(Fields trailing) {
        if (closed() || ending) {
            return;
        }
        ending = true;
        trailers = trailing;
        connection.writer().ready(this);
    }

    /** A head that was just written was the last that we send. */
    protected final void endedByHead() {
        ending = true;
        sentEnd();
    }

    final void sentEnd() {
        ended = true;
        leaving = null;
        deadlineNanos = NEVER;
        written();
        closeIfDone();
    }

    @Override
    public void failed(Failure why) {
        reset(ErrorCode.INTERNAL_ERROR, why);
    }

    // === the end ===

    /** The rest of what we send is not wanted: our side ends as it is. */
    protected final void stopSending() {
        LoopBody going = leaving;
        connection.writer().forget(this);
        releaseWaiting();
        ending = true;
        sentEnd();
        if (going != null) {
            going.abandon();
        }
    }

    /** The stream is no more. @return the body that was leaving, if any, for the caller to abandon */
    final @Nullable LoopBody breakSending() {
        LoopBody going = leaving;
        leaving = null;
        connection.writer().forget(this);
        releaseWaiting();
        return going;
    }

    private void releaseWaiting() {
        ByteBuf bytes;
        while ((bytes = waiting.poll()) != null) {
            bytes.release();
        }
        connection.writer().queued(-queued);
        queued = 0;
    }

    // === time ===

    /** The peer's windows hold back what we have to send. */
    final void blocked() {
        if (deadlineNanos == NEVER && queued > 0 && !patient()) {
            moved = false;
            deadlineNanos = loop.nanos() + connection.writeTimeoutNanos();
            arm();
        }
    }

    /** By when something must go; {@link #NEVER} if nothing is held back. */
    final long sendDeadlineNanos() {
        return deadlineNanos;
    }

    /** The deadline has passed. */
    final void sendTimeout() {
        deadlineNanos = NEVER;
        if (queued > 0 && !moved) {
            reset(
                    ErrorCode.CANCEL,
                    connection.failure(Failure.Kind.WRITE_TIMEOUT, "took nothing of a stream for too long"));
        } else {
            blocked();
        }
    }
}
