package io.telpher.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A body that a {@link Body.Writer} writes when it is sent.
 *
 * @param length how many bytes it will write, or {@link Body#UNKNOWN}
 * @param writer writes them
 */
public record WrittenBody(long length, Writer writer) implements Body {

    /** For tests and for filters that must read: writes everything into memory first. */
    @Override
    public InputStream stream() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(out.toByteArray());
    }
}
