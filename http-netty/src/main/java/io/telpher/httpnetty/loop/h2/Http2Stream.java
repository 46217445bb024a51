package io.telpher.httpnetty.loop.h2;

import io.netty.buffer.ByteBuf;
import io.telpher.core.Failure;
import io.telpher.http.Fields;
import io.telpher.httpnetty.loop.Buffers;
import io.telpher.httpnetty.loop.LoopBody;
import io.telpher.httpnetty.loop.TunnelEnd;
import io.telpher.httpnetty.wire.h2.BadFrame;
import io.telpher.httpnetty.wire.h2.DecodedHead;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an {@link Http2Connection}: the body that arrives on it, as fast as its taker takes it, and the one that
 * leaves, as fast as the peer's windows permit (RFC 9113 §5), which its sending half sees to. What its heads mean is for the two kinds of it. Confined to
 * its loop.
 */
public abstract class Http2Stream extends Http2Sender implements LoopBody.Source, TunnelEnd {
    private final Http2Connection connection;
    boolean fed; // in this turn
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

    protected Http2Stream(Http2Connection connection, int id) {
        super(connection, id);
        this.connection = connection;
        this.receiveWindow = ReceiveWindow.FIRST_BYTES;
    }

    // === what the two kinds differ in ===

    /** A head that is not the stream's first. */
    protected abstract void head(DecodedHead block, boolean ends) throws BadFrame;

    /** {@code count} bytes of content arrived. */
    protected abstract void content(int count) throws BadFrame;

    /** The last of what the peer sends was here. */
    protected abstract void contentWhole() throws BadFrame;

    /** Both directions have ended, and the stream is no more. */
    protected abstract void over();

    /** The stream ended before its time, and is no more. */
    protected abstract void broken(Failure why);

    /** Nothing arrived for too long. */
    protected abstract void readTimeout();

    /** Nobody reads the rest of what the peer sends. */
    protected abstract void nobodyReads();

    // === state ===

    @Override
    protected final boolean closed() {
        return closed;
    }

    /** True if the peer has sent its last. */
    protected final boolean received() {
        return received;
    }

    /** The body that arrives, or null. */
    protected final @Nullable LoopBody body() {
        return arriving;
    }

    /** The peer sends a body of this length. */
    protected final LoopBody expect(long length) {
        LoopBody body = new LoopBody(loop, this, length);
        arriving = body;
        return body;
    }

    /** Whoever takes the body hears that this turn has no more of it. */
    final void flushBody() {
        LoopBody body = arriving;
        if (body != null) {
            body.flush();
        }
    }

    // === receiving ===

    /** A DATA frame of this length begins, of which {@code overhead} is no content. */
    final void frame(int length, int overhead) throws BadFrame {
        receiveWindow -= length;
        ungranted += overhead;
        if (received) {
            throw BadFrame.stream(id(), ErrorCode.STREAM_CLOSED, "DATA after the last (RFC 9113 section 5.1)");
        }
        if (receiveWindow < 0) {
            throw BadFrame.stream(
                    id(), ErrorCode.FLOW_CONTROL_ERROR, "more DATA than the window holds (RFC 9113 section 6.9.1)");
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
            held.add(Buffers.kept(bytes));
            heldBytes += length;
        } else {
            owed += length;
            connection.fed(this);
            body.feed(bytes);
            settle();
        }
    }

    /** The peer has sent its last. */
    public final void arrivedWhole(Fields trailing) throws BadFrame {
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
        connection.writer().widen(id(), ungranted);
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

    // === as an end of a tunnel ===

    @Override
    public final LoopBody arriving() {
        LoopBody body = arriving;
        if (body == null) { // the peer ended the stream with its head
            body = expect(0);
            body.end(Fields.EMPTY);
        }
        return body;
    }

    @Override
    public final void close() {
        reset(ErrorCode.CANCEL, Failure.downstream(Failure.Kind.CANCELLED, "the tunnel was closed"));
    }

    // === the end ===

    @Override
    final void closeIfDone() {
        if (ended() && received && !closed) {
            leave();
            over();
        }
    }

    /** The stream is no more. What has arrived whole may still be read. */
    private void leave() {
        closed = true;
        loop.alarms().clear(this);
        connection.pass(owed); // whoever takes it now, or never: it is little, and the connection lives on
        owed = 0;
        connection.remove(this);
    }

    @Override
    final void reset(ErrorCode code, Failure why) {
        connection.reset(this, code, why);
    }

    /** The peer resets the stream. */
    protected void resetByPeer(ErrorCode code) {
        breakOff(connection.failure(Failure.Kind.CANCELLED, "reset the stream: " + code));
    }

    /** Ends the stream before its time, without a word to the peer. */
    public final void breakOff(Failure why) {
        if (closed) {
            return;
        }
        leave();
        LoopBody going = breakSending();
        LoopBody coming = arriving;
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

    /** Something must arrive within this time. */
    protected final void awaitWithin(long nanos) {
        readDeadlineNanos = loop.nanos() + nanos;
        arm();
    }

    protected final void awaitNothing() {
        readDeadlineNanos = NEVER;
    }

    @Override
    final void arm() {
        long first = Math.min(readDeadlineNanos, sendDeadlineNanos());
        if (first != NEVER && !closed) {
            loop.alarms().set(this, first);
        }
    }

    @Override
    protected final void ring() {
        long now = loop.nanos();
        if (sendDeadlineNanos() != NEVER && sendDeadlineNanos() - now <= 0) {
            sendTimeout();
        }
        if (!closed && readDeadlineNanos != NEVER && readDeadlineNanos - now <= 0) {
            readDeadlineNanos = NEVER;
            readTimeout();
        }
        arm();
    }
}
