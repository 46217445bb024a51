package io.telpher.net.tls;

import java.io.ByteArrayOutputStream;

/** A TLS 1.2 ServerHello by hand, for what no server of today would send. */
final class ServerHello {
    private ServerHello() {}

    /** A ServerHello and a Certificate message with an empty list (RFC 5246 §7.4.2). */
    static byte[] withoutCertificate() {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        messages.writeBytes(new byte[] {2, 0, 0, 2 + 32 + 1 + 2 + 1 + 2 + 4 + 5, 3, 3});
        for (int i = 0; i < 32; i++) {
            messages.write(i + 1);
        }
        messages.write(0); // no session
        messages.writeBytes(new byte[] {(byte) 0xc0, 0x2b, 0}); // ECDHE_ECDSA_AES128_GCM
        messages.writeBytes(new byte[] {0, 9});
        messages.writeBytes(new byte[] {0, 23, 0, 0}); // extended master secret
        messages.writeBytes(new byte[] {(byte) 0xff, 1, 0, 1, 0}); // renegotiation info
        messages.writeBytes(new byte[] {11, 0, 0, 3, 0, 0, 0});
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(new byte[] {22, 3, 3, 0, (byte) messages.size()});
        record.writeBytes(messages.toByteArray());
        return record.toByteArray();
    }
}
