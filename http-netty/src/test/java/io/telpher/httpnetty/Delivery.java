package io.telpher.httpnetty;

import io.telpher.testkit.raw.RawConnection;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** How a test hands bytes to the kernel: a parser must not care. */
enum Delivery {
    WHOLE {
        @Override
        void send(RawConnection to, byte[] bytes) throws IOException {
            to.send(bytes);
        }
    },
    BYTEWISE {
        @Override
        void send(RawConnection to, byte[] bytes) throws IOException {
            pieces(to, bytes, new Random(1), 1);
        }
    },
    RAGGED {
        @Override
        void send(RawConnection to, byte[] bytes) throws IOException {
            pieces(to, bytes, new Random(bytes.length), Math.clamp(bytes.length / 4, 2, 5000));
        }
    };

    /** Long messages are only cut byte by byte in their first part: each piece is a system call. */
    private static final int BYTEWISE_MAX = 600;

    abstract void send(RawConnection to, byte[] bytes) throws IOException;

    private static void pieces(RawConnection to, byte[] bytes, Random random, int most) throws IOException {
        for (int at = 0; at < bytes.length; ) {
            int size = Math.min(bytes.length - at, at > BYTEWISE_MAX ? 5000 : 1 + random.nextInt(most));
            to.send(Arrays.copyOfRange(bytes, at, at + size));
            at += size;
        }
    }
}
