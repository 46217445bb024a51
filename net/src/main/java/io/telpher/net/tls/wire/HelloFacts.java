package io.telpher.net.tls.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * What a ClientHello (RFC 8446 §4.1.2) says of the certificates that the client can verify.
 *
 * @param p256 signatures on P-256
 * @param p384 signatures on P-384
 */
public record HelloFacts(boolean p256, boolean p384) {
    /** Nothing is known. */
    public static final HelloFacts UNKNOWN = new HelloFacts(false, false);

    private static final int VERSION_AND_RANDOM = 34;
    private static final int ECDSA_AES_128 = 0xC02B;
    private static final int ECDSA_AES_256 = 0xC02C;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int ECDSA_P256 = 0x0403;
    private static final int ECDSA_P384 = 0x0503;
    private static final int TLS_1_3 = 0x0304;

    /** Reads what stands behind the handshake's own header; what cannot be read says nothing. */
    public static HelloFacts read(byte[] hello) {
        try {
            return read(ByteBuffer.wrap(hello));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return UNKNOWN;
        }
    }

    private static HelloFacts read(ByteBuffer in) {
        skip(in, VERSION_AND_RANDOM);
        skip(in, in.get() & 0xff);
        ByteBuffer suites = part(in, in.getShort() & 0xffff);
        boolean suite = has(suites, ECDSA_AES_128) || has(suites, ECDSA_AES_256);
        skip(in, in.get() & 0xff);
        ByteBuffer extensions = part(in, in.getShort() & 0xffff);
        boolean p256 = false;
        boolean p384 = false;
        while (extensions.hasRemaining()) {
            int type = extensions.getShort() & 0xffff;
            ByteBuffer extension = part(extensions, extensions.getShort() & 0xffff);
            if (type == SIGNATURE_ALGORITHMS) {
                skip(extension, 2);
                p256 = has(extension, ECDSA_P256);
                p384 = has(extension, ECDSA_P384);
            } else if (type == SUPPORTED_VERSIONS) {
                skip(extension, 1);
                suite |= has(extension, TLS_1_3);
            }
        }
        return new HelloFacts(suite && p256, suite && p384);
    }

    private static void skip(ByteBuffer in, int bytes) {
        part(in, bytes);
    }

    private static ByteBuffer part(ByteBuffer in, int bytes) {
        if (bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = in.slice(in.position(), bytes);
        in.position(in.position() + bytes);
        return part;
    }

    private static boolean has(ByteBuffer list, int wanted) {
        for (int at = list.position(); at + 1 < list.limit(); at += 2) {
            if ((list.getShort(at) & 0xffff) == wanted) {
                return true;
            }
        }
        return false;
    }
}
