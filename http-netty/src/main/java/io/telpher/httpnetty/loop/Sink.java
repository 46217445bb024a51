package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.telpher.core.Failure;
import io.telpher.http.Fields;

/** Where the bytes of a {@link LoopBody} go. Called on the body's loop; {@code end} or {@code failed} comes last, once. */
public interface Sink {

    /** More bytes, which are the sink's to release. */
    void data(ByteBuf bytes);

    /** There is nothing more for the moment: what was held back should go. */
    void flush();

    /** The body is complete. */
    void end(Fields trailers);

    /** The body will never be complete. */
    void failed(Failure why);
}
