package io.telpher.gateway.mirror;

import io.telpher.http.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A body of known length that leaves a copy behind as it goes by. Either all of it was seen, or there is no copy. */
final class PassingBody {
    private static final int BLOCK_BYTES = 8 * 1024;

    private final Body original;
    private final Consumer<Body> seen;
    private final Runnable lost;
    /** By whoever comes first: the reader, who then says how it ended, or the end of the exchange. */
    private final AtomicBoolean taken = new AtomicBoolean();

    /**
     * A body that has not passed.
     *
     * @param seen is given the copy, once
     * @param lost is called instead if there is none
     */
    PassingBody(Body original, Consumer<Body> seen, Runnable lost) {
        this.original = original;
        this.seen = seen;
        this.lost = lost;
    }

    /** What is sent in the place of the original. */
    Body body() {
        return Body.writing(original.length(), this::pass);
    }

    private void pass(OutputStream out) throws IOException {
        if (taken.getAndSet(true)) {
            throw new IOException("the exchange is over");
        }
        ByteArrayOutputStream copy = new ByteArrayOutputStream((int) original.length());
        byte[] block = new byte[BLOCK_BYTES];
        try (InputStream in = original.stream()) {
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                copy.write(block, 0, n); // first: an endpoint may have answered without reading to the end
                out.write(block, 0, n);
                out.flush(); // the endpoint gets what there is
            }
        } finally {
            if (copy.size() == original.length()) {
                seen.accept(Body.of(copy.toByteArray()));
            } else {
                lost.run();
            }
        }
    }

    /** The exchange is over: what nobody has begun to take, nobody will. */
    void over() {
        if (!taken.getAndSet(true)) {
            lost.run();
            original.discard();
        }
    }
}
