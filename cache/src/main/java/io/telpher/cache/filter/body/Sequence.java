package io.telpher.cache.filter.body;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Streams one after the other. All are closed with it, those too that were not begun. */
final class Sequence extends InputStream {
    private final List<InputStream> streams;
    private int at;

    Sequence(List<InputStream> streams) {
        this.streams = streams;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (at < streams.size()) {
            int n = streams.get(at).read(into, offset, length);
            if (n >= 0) {
                return n;
            }
            at++;
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        for (InputStream stream : streams) {
            stream.close();
        }
    }
}
