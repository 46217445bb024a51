package io.telpher.net.tls;

import java.io.ByteArrayOutputStream;

/** A ClientHello by hand (RFC 5246 §7.4.1.2), for versions and suites that no client of today offers. */
final class ClientHello {
    private ClientHello() {}

    static byte[] of(int version, int... suites) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        two(body, version);
        body.writeBytes(new byte[32]);
        body.write(0);
        two(body, suites.length * 2);
        for (int suite : suites) {
            two(body, suite);
        }
        body.writeBytes(new byte[] {1, 0});
        byte[] extensions = {
            0,
            10,
            0,
            6,
            0,
            4,
            0,
            23,
            0,
            29, // groups: P-256, X25519
            0,
            11,
            0,
            2,
            1,
            0, // uncompressed points
            0,
            13,
            0,
            8,
            0,
            6,
            4,
            3,
            4,
            1,
            8,
            4 // signatures: ECDSA and RSA with SHA-256
        };
        two(body, extensions.length);
        body.writeBytes(extensions);
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(22);
        two(record, 0x0301);
        two(record, body.size() + 4);
        record.write(1);
        record.write(0);
        two(record, body.size());
        record.writeBytes(body.toByteArray());
        return record.toByteArray();
    }

    private static void two(ByteArrayOutputStream out, int value) {
        out.write(value >>> 8);
        out.write(value);
    }
}
