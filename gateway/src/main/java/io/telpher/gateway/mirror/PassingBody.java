package io.telpher.gateway.mirror;

import io.telpher.http.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A body of known length that leaves a copy behind as it goes by. Either all of it passed, or there is no copy. */
final class PassingBody {
    private static final int BLOCK_BYTES = 8 * 1024;

    /** What is to be done with the copy, or without. One of the two happens, once. */
    private record Then(Consumer<Body> passed, Runnable lost) {}

    private final Body original;
    private final AtomicReference<@Nullable Then> then = new AtomicReference<>();
    private volatile boolean begun;

    PassingBody(Body original) {
        this.original = original;
    }

    /** Says what is to be done when all of it has passed, or when it never will. */
    void whenPassed(Consumer<Body> passed, Runnable lost) {
        then.set(new Then(passed, lost));
    }

    /** What is sent in the place of the original. */
    Body body() {
        return Body.writing(original.length(), this::pass);
    }

    private void pass(OutputStream out) throws IOException {
        begun = true;
        ByteArrayOutputStream copy = new ByteArrayOutputStream((int) original.length());
        byte[] block = new byte[BLOCK_BYTES];
        try (InputStream in = original.stream()) {
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                out.write(block, 0, n);
                out.flush(); // the endpoint gets what there is
                copy.write(block, 0, n);
            }
        }
        Then todo = then.getAndSet(null);
        if (todo != null) {
            todo.passed.accept(Body.of(copy.toByteArray()));
        }
    }

    /** The exchange is over: what has not passed by now never will. */
    void over() {
        Then todo = then.getAndSet(null);
        if (todo != null) {
            todo.lost.run();
        }
        if (!begun) {
            original.discard();
        }
    }
}
