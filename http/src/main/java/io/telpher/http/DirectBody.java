package io.telpher.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A body that lies in direct memory, from where it is sent without being copied. Its bytes do not change and stay where they are
 * until whoever took them says that they were sent. For one receiver; pieces may be given back on any thread.
 */
public interface DirectBody extends Body {

    /** The next piece, at most so long, or null at the end. For each piece {@link #sent} is called once. */
    @Nullable
    ByteBuffer next(int max);

    /** A piece that was taken is needed no more: it was sent, or never will be. */
    void sent();

    /** No more pieces are wanted. Harmless after the end. */
    @Override
    void discard();
}
