package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.BytesBody;
import io.telpher.http.Fields;
import io.telpher.httpnetty.wire.h2.BadFrame;
import io.telpher.httpnetty.wire.h2.DecodedHead;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.Priority;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an {@link Http2Connection}: the body that arrives on it, as fast as its taker takes it, and the one that
 * leaves, as fast as the peer's windows permit (RFC 9113 §5). What its heads mean is for the two kinds of it. Confined to
 * its loop.
 */
abstract class Http2Stream extends Alarm implements LoopBody.Source, Sink {
    private static final int PUMPED_BYTES = 32 * 1024;
    private static final int PAUSED_BYTES = 64 * 1024;
    private static final long NEVER = Long.MAX_VALUE;

    final Loop loop;
    private final Http2Connection connection;
    private final int id;

    boolean fed; // in this turn
    // the schedule's
    @Nullable
    Http2Stream next;

    boolean scheduled;

    // what leaves
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);
    private @Nullable LoopBody leaving;
    private int queued;
    private int window;
    private int urgency = Priority.DEFAULT.urgency();
    private boolean incremental = true; // who wishes nothing gets his fair share
    private boolean ending;
    private boolean ended;
    private Fields trailers = Fields.EMPTY;

    // what arrives
    private @Nullable LoopBody arriving;
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(0);
    private int heldBytes;
    private @Nullable Fields heldEnd;
    private int receiveWindow;
    private int owed; // taken by nobody yet
    private int ungranted; // taken, and not granted again yet
    private boolean demanded;
    private boolean widened;
    private boolean received;

    private boolean closed;
    private long readDeadlineNanos = NEVER;
    private long writeDeadlineNanos = NEVER;
    private boolean moved;

    Http2Stream(Http2Connection connection, int id) {
        this.connection = connection;
        this.loop = connection.loop;
        this.id = id;
        this.window = connection.peer().windowBytes();
        this.receiveWindow = ReceiveWindow.FIRST_BYTES;
    }

    // === what the two kinds differ in ===

    /** A head that is not the stream's first. */
    abstract void head(DecodedHead block, boolean ends) throws BadFrame;

    /** {@code count} bytes of content arrived. */
    abstract void content(int count) throws BadFrame;

    /** {@code count} bytes of content are about to leave. */
    abstract void leaves(int count);

    /** The last of what the peer sends was here. */
    abstract void contentWhole() throws BadFrame;

    /** The last of what we send was written. */
    abstract void written();

    /** Both directions have ended, and the stream is no more. */
    abstract void over();

    /** The stream ended before its time, and is no more. */
    abstract void broken(Failure why);

    /** Writes a trailer section, which ends what we send. */
    abstract void trailers(Fields fields);

    /** Nothing arrived for too long. */
    abstract void readTimeout();

    /** Nobody reads the rest of what the peer sends. */
    abstract void nobodyReads();

    // === state ===

    final int id() {
        return id;
    }

    final Http2Connection connection() {
        return connection;
    }

    /** True once the stream is no more. */
    final boolean closed() {
        return closed;
    }

    /** True if the peer has sent its last. */
    final boolean received() {
        return received;
    }

    /** True if we have sent our last. */
    final boolean ended() {
        return ended;
    }

    /** The body that arrives, or null. */
    final @Nullable LoopBody body() {
        return arriving;
    }

    /** The peer sends a body of this length. */
    final LoopBody expect(long length) {
        LoopBody body = new LoopBody(loop, this, length);
        arriving = body;
        return body;
    }

    // === priority ===

    final int urgency() {
        return urgency;
    }

    final boolean incremental() {
        return incremental;
    }

    /** The peer wishes this stream to be sent so (RFC 9218). */
    final void prioritize(Priority wish) {
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
    final void send(Body content) {
        switch (content) {
            case BytesBody bytes -> {
                if (bytes.length() > 0) {
                    data(Buffers.of(connection.context(), bytes.bytes()));
                }
                end(Fields.EMPTY);
            }
            case LoopBody already when already.loop() == loop -> send(already);
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
        if (closed || ending || length == 0) {
            bytes.release();
            return;
        }
        leaves(length);
        waiting.add(bytes);
        queued += length;
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
        if (closed || ending) {
            return;
        }
        ending = true;
        trailers = trailing;
        connection.writer().ready(this);
    }

    /** A head that was just written was the last that we send. */
    final void endedByHead() {
        ending = true;
        sentEnd();
    }

    final void sentEnd() {
        ended = true;
        leaving = null;
        writeDeadlineNanos = NEVER;
        written();
        closeIfDone();
    }

    @Override
    public void failed(Failure why) {
        connection.reset(this, ErrorCode.INTERNAL_ERROR, why);
    }

    // === receiving ===

    /** A DATA frame of this length begins, of which {@code overhead} is no content. */
    final void frame(int length, int overhead) throws BadFrame {
        receiveWindow -= length;
        ungranted += overhead;
        if (received) {
            throw BadFrame.stream(id, ErrorCode.STREAM_CLOSED, "DATA after the last (RFC 9113 section 5.1)");
        }
        if (receiveWindow < 0) {
            throw BadFrame.stream(
                    id, ErrorCode.FLOW_CONTROL_ERROR, "more DATA than the window holds (RFC 9113 section 6.9.1)");
        }
    }

    /** Content arrives, which is ours to release. */
    final void arrived(ByteBuf bytes) throws BadFrame {
        int length = bytes.readableBytes();
        LoopBody body = arriving;
        if (closed || body == null || body.over()) {
            bytes.release();
            connection.pass(length);
            return;
        }
        try {
            content(length);
        } catch (BadFrame e) {
            bytes.release();
            connection.pass(length);
            throw e;
        }
        if (body.paused()) {
            held.add(bytes);
            heldBytes += length;
        } else {
            owed += length;
            connection.fed(this);
            body.feed(bytes);
            settle();
        }
    }

    /** The peer has sent its last. */
    final void arrivedWhole(Fields trailing) throws BadFrame {
        if (closed || received) {
            return;
        }
        received = true;
        readDeadlineNanos = NEVER;
        contentWhole();
        if (heldBytes > 0) {
            heldEnd = trailing;
        } else {
            LoopBody body = arriving;
            if (body != null) {
                body.end(trailing);
            }
        }
        closeIfDone();
    }

    /** What was taken may come again: on the connection, and if there is more to come, on this stream. */
    private void settle() {
        LoopBody body = arriving;
        if (!demanded || (body != null && body.paused())) {
            return;
        }
        connection.pass(owed);
        ungranted += owed;
        owed = 0;
        int target = connection.limits.streamWindowBytes();
        if (received || closed || receiveWindow >= (widened ? target : ReceiveWindow.FIRST_BYTES) / 2) {
            return;
        }
        if (!widened) {
            widened = true;
            ungranted += target - ReceiveWindow.FIRST_BYTES;
        }
        receiveWindow += ungranted;
        connection.writer().widen(id, ungranted);
        ungranted = 0;
    }

    @Override
    public void demanded() {
        demanded = true;
        settle();
    }

    @Override
    public final void flowing(boolean wanted) {
        if (!wanted) {
            return;
        }
        LoopBody body = arriving;
        while (body != null && !body.paused() && !body.over()) {
            ByteBuf first = held.poll();
            if (first == null) {
                break;
            }
            int length = first.readableBytes();
            heldBytes -= length;
            owed += length;
            body.feed(first);
        }
        settle();
        Fields trailing = heldEnd;
        if (heldBytes == 0 && trailing != null && body != null) {
            heldEnd = null;
            body.end(trailing);
        }
    }

    @Override
    public void abandoned() {
        releaseHeld();
        if (!closed && !received) {
            nobodyReads();
        }
    }

    private void releaseHeld() {
        ByteBuf bytes;
        while ((bytes = held.poll()) != null) {
            bytes.release();
        }
        connection.pass(heldBytes + owed);
        heldBytes = 0;
        owed = 0;
        heldEnd = null;
    }

    // === the end ===

    private void closeIfDone() {
        if (ended && received && !closed) {
            close();
            over();
        }
    }

    /** The stream is no more. What has arrived whole may still be read. */
    private void close() {
        closed = true;
        loop.alarms().clear(this);
        connection.pass(owed); // whoever takes it now, or never: it is little, and the connection lives on
        owed = 0;
        connection.remove(this);
    }

    /** Ends the stream before its time, without a word to the peer. */
    final void breakOff(Failure why) {
        if (closed) {
            return;
        }
        close();
        connection.writer().forget(this);
        ByteBuf bytes;
        while ((bytes = waiting.poll()) != null) {
            bytes.release();
        }
        queued = 0;
        LoopBody coming = arriving;
        LoopBody going = leaving;
        leaving = null;
        if (coming == null || !coming.ended()) {
            releaseHeld();
        }
        broken(why);
        if (coming != null) {
            coming.fail(why);
        }
        if (going != null) {
            going.abandon();
        }
    }

    // === time ===

    /** The peer's windows hold back what we have to send. */
    final void blocked() {
        if (writeDeadlineNanos == NEVER && queued > 0) {
            moved = false;
            writeDeadlineNanos = loop.nanos() + connection.writeTimeoutNanos();
            arm();
        }
    }

    /** Something must arrive within this time. */
    final void awaitWithin(long nanos) {
        readDeadlineNanos = loop.nanos() + nanos;
        arm();
    }

    final void awaitNothing() {
        readDeadlineNanos = NEVER;
    }

    private void arm() {
        long first = Math.min(readDeadlineNanos, writeDeadlineNanos);
        if (first != NEVER && !closed) {
            loop.alarms().set(this, first);
        }
    }

    @Override
    protected final void ring() {
        long now = loop.nanos();
        if (writeDeadlineNanos != NEVER && writeDeadlineNanos - now <= 0) {
            writeDeadlineNanos = NEVER;
            if (queued > 0 && !moved) {
                connection.reset(
                        this,
                        ErrorCode.CANCEL,
                        connection.failure(Failure.Kind.WRITE_TIMEOUT, "took nothing of a stream for too long"));
                return;
            }
            blocked();
        }
        if (readDeadlineNanos != NEVER && readDeadlineNanos - now <= 0) {
            readDeadlineNanos = NEVER;
            readTimeout();
        }
        arm();
    }
}
