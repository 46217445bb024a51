package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.telpher.core.Failure;
import io.telpher.http.Fields;
import io.telpher.http.KeptBody;
import io.telpher.net.Loop;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A body that arrives and is sent more than once: what passes is kept, up to a limit, and each sending begins with what was
 * kept. Only the last one gets what arrives from then on. Confined to the loop of the body that arrives, but for the public
 * methods.
 */
public final class ReplayedBody implements KeptBody, Sink {
    private static final byte[] NOTHING = {};
    private static final int FIRST_BYTES = 1024;

    private final LoopBody arriving;
    private final int limit;
    private byte[] kept = NOTHING;
    private int keptBytes;
    private boolean taken;
    private boolean ended;
    private boolean held; // what arrives waits for somebody who sends it
    private @Nullable Failure failure;
    private @Nullable Sending sending;
    private volatile boolean replayable = true;
    private volatile boolean whole;

    ReplayedBody(LoopBody arriving, int limit) {
        this.arriving = arriving;
        this.limit = limit;
    }

    // === any thread ===

    @Override
    public long length() {
        return arriving.length();
    }

    @Override
    public Fields trailers() {
        return arriving.trailers();
    }

    @Override
    public boolean replayable() {
        return replayable;
    }

    @Override
    public boolean whole() {
        return whole && replayable;
    }

    @Override
    public InputStream stream() {
        Sending made = new Sending();
        BodyStream stream = new BodyStream(made.body);
        loop().execute(() -> {
            begin(made);
            made.body.to(stream);
        });
        return stream;
    }

    @Override
    public void settle() {
        replayable = false;
        loop().execute(() -> {
            kept = NOTHING;
            if (sending == null) {
                arriving.abandon();
            }
        });
    }

    @Override
    public void discard() {
        replayable = false;
        arriving.discard();
    }

    public Loop loop() {
        return arriving.loop();
    }

    // === sending ===

    /** The body for one more sending, from its beginning. */
    public LoopBody again() {
        Sending made = new Sending();
        begin(made);
        return made.body;
    }

    /** One time that the body is sent. */
    private final class Sending implements LoopBody.Source {
        final LoopBody body = new LoopBody(loop(), this, arriving.length());

        @Override
        public void demanded() {}

        @Override
        @SuppressWarnings("ReferenceEquality")
        public void flowing(boolean wanted) {
            if (sending != this) {
                return;
            }
            if (wanted) {
                arriving.resume();
            } else {
                arriving.pause();
            }
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public void abandoned() {
            if (sending != this) {
                return;
            }
            sending = null;
            if (!replayable) {
                arriving.abandon();
            } else if (keptBytes < limit) {
                arriving.resume();
            } else {
                hold();
            }
        }
    }

    /** Before anybody takes it: what is fed until then waits in the sending itself. */
    private void begin(Sending made) {
        sending = made;
        if (!replayable && taken) {
            made.body.fail(new Failure(
                    Failure.Side.LOCAL, Failure.Kind.INCOMPLETE, false, "the body has gone and was not kept"));
            return;
        }
        if (keptBytes > 0) {
            made.body.feed(Unpooled.wrappedBuffer(kept, 0, keptBytes));
        }
        Failure known = failure;
        if (known != null) {
            made.body.fail(known);
        } else if (ended) {
            made.body.end(arriving.trailers());
        } else if (!taken) {
            taken = true;
            arriving.to(this);
        } else if (!made.body.paused()) {
            held = false;
            arriving.resume();
        }
    }

    private void hold() {
        held = true;
        arriving.pause();
    }

    // === what arrives ===

    @Override
    public void data(ByteBuf bytes) {
        if (replayable) {
            keep(bytes);
        }
        Sending current = sending;
        if (current != null) {
            current.body.feed(bytes);
        } else {
            bytes.release();
        }
    }

    /** While nobody sends, what comes is kept in any case: the source was told to stop. */
    private void keep(ByteBuf bytes) {
        int count = bytes.readableBytes();
        if (keptBytes + count > limit && sending != null) {
            replayable = false;
            kept = NOTHING;
            keptBytes = 0;
            return;
        }
        if (keptBytes + count > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(keptBytes + count, Math.max(FIRST_BYTES, 2 * kept.length)));
        }
        bytes.getBytes(bytes.readerIndex(), kept, keptBytes, count);
        keptBytes += count;
        if (sending == null && keptBytes >= limit && !held) {
            hold();
        }
    }

    @Override
    public void flush() {
        Sending current = sending;
        if (current != null) {
            current.body.flush();
        }
    }

    @Override
    public void end(Fields trailers) {
        ended = true;
        whole = replayable;
        Sending current = sending;
        if (current != null) {
            current.body.end(trailers);
        }
    }

    @Override
    public void failed(Failure why) {
        failure = why;
        replayable = false;
        Sending current = sending;
        if (current != null) {
            current.body.fail(why);
        }
    }
}
