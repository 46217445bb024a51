package io.telpher.gateway.files;

import io.telpher.http.Ranges;
import java.io.IOException;
import java.io.OutputStream;

/** The bytes that are served, which can be read in parts. */
interface Content {
    /** How many bytes. */
    long size();

    /** Begins to read. @throws IOException if it is not any more what it was: its length has been told already */
    Open open() throws IOException;

    /** Content that is being read. */
    interface Open extends AutoCloseable {
        /** Writes a part. */
        void copy(Ranges.Range part, OutputStream out) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** What is in memory already. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bytes(byte[] all) implements Content, Open {
        @Override
        public long size() {
            return all.length;
        }

        @Override
        public Open open() {
            return this;
        }

        @Override
        public void copy(Ranges.Range part, OutputStream out) throws IOException {
            out.write(all, (int) part.first(), (int) part.length());
        }

        @Override
        public void close() {}
    }
}
