package io.telpher.httpnetty.loop.h2;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** What a client sends before its first frame (RFC 9113 §3.4). */
public final class Preface {
    static final byte[] BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /** How many bytes it has. */
    public static final int LENGTH = BYTES.length;

    private Preface() {}

    /** True if the first {@code length} bytes that can be read are those of the preface. */
    public static boolean begins(ByteBuf in, int length) {
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != BYTES[i]) {
                return false;
            }
        }
        return true;
    }
}
