package io.telpher.resilience.limit;

import java.security.SecureRandom;

/**
 * Keys as numbers of 64 bits by SipHash-1-3 with a secret: nobody outside can find two that meet, and by chance it happens
 * once in two hundred days of a million new keys a second, among a million that are kept.
 */
public final class KeyHash {
    private static final long V0 = 0x736f6d6570736575L;
    private static final long V1 = 0x646f72616e646f6dL;
    private static final long V2 = 0x6c7967656e657261L;
    private static final long V3 = 0x7465646279746573L;
    private static final int FINAL_ROUNDS = 3;

    private final long k0;
    private final long k1;

    /** With a secret of its own. */
    public KeyHash() {
        SecureRandom random = new SecureRandom();
        this(random.nextLong(), random.nextLong());
    }

    KeyHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** The number of a text, by its chars; never 0, which stands for none. */
    public long of(String text) {
        return new State(k0, k1).text(text);
    }

    /** Four chars make a word; the last one holds the length, too. */
    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long k0, long k1) {
            v0 = k0 ^ V0;
            v1 = k1 ^ V1;
            v2 = k0 ^ V2;
            v3 = k1 ^ V3;
        }

        long text(String text) {
            int length = text.length();
            int whole = length & ~3;
            for (int i = 0; i < whole; i += 4) {
                word((long) text.charAt(i)
                        | (long) text.charAt(i + 1) << 16
                        | (long) text.charAt(i + 2) << 32
                        | (long) text.charAt(i + 3) << 48);
            }
            long last = (2L * length) << 56;
            for (int i = whole; i < length; i++) {
                last |= (long) text.charAt(i) << (16 * (i - whole));
            }
            word(last);
            v2 ^= 0xff;
            for (int i = 0; i < FINAL_ROUNDS; i++) {
                round();
            }
            long hash = v0 ^ v1 ^ v2 ^ v3;
            return hash == 0 ? 1 : hash;
        }

        private void word(long word) {
            v3 ^= word;
            round();
            v0 ^= word;
        }

        private void round() {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
