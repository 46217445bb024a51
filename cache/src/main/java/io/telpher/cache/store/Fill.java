package io.telpher.cache.store;

import io.telpher.cache.rules.StoredMeta;
import io.telpher.http.Fields;
import java.io.IOException;

/**
 * A response that comes in. One thread appends, completes and closes; others read what is there already, at once. What is
 * closed without being complete is never found. Nothing here waits for readers, or wakes them: whoever shares it does.
 */
public interface Fill extends AutoCloseable {

    /**
     * Takes some more. False if there is no room for it, or for the whole: then nothing of it was taken, nor will be, and the
     * fill will not be completed; what was taken before can be read still.
     */
    boolean append(byte[] bytes, int offset, int length);

    /**
     * Reads what was appended before, from a position on that counts from the first byte that came. Any thread. Never reads
     * beyond; reads at least one byte if there is one, else 0.
     *
     * @throws IOException if the medium fails
     */
    int read(long position, byte[] into, int offset, int length) throws IOException;

    /**
     * All has come: it is found from now on, in place of whatever has its key and an equal variant.
     *
     * @param meta with the size that is known now
     * @return false if it was not stored: purged meanwhile, or no room
     */
    boolean complete(StoredMeta meta, Fields trailers);

    /** Nobody reads here any more. Comes last, once, on any thread. */
    @Override
    void close();
}
