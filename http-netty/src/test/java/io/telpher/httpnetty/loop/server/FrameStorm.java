package io.telpher.httpnetty.loop.server;

import io.telpher.testkit.raw.H2Frames;
import java.util.Arrays;
import java.util.Random;

/** Frames by chance: mostly such as a client sends, some that no client does, some that are no frames. */
final class FrameStorm {
    private static final String[] PATHS = {"/", "/large", "/read", "/echo", "/"};
    private static final int BOMB_REFERENCES = 2_000;

    private final Random random;
    private int last = -1;

    FrameStorm(Random random) {
        this.random = random;
    }

    /** A preface, some frames, and perhaps a mistake among their bytes. */
    byte[] bytes(boolean damaged) {
        byte[][] frames = new byte[1 + random.nextInt(60)][];
        frames[0] = settings();
        for (int i = 1; i < frames.length; i++) {
            frames[i] = frame();
        }
        byte[] all = begun(frames);
        return damaged ? damage(all) : all;
    }

    /** A preface, SETTINGS and these frames. */
    static byte[] begun(byte[]... frames) {
        byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        return H2Frames.joined(preface, H2Frames.settings(), H2Frames.joined(frames));
    }

    /** The number of a stream that has not been opened. */
    int nextStream() {
        last += 2;
        return last;
    }

    private byte[] frame() {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> H2Frames.get(nextStream(), path(), "x-" + random.nextInt(5), "v" + random.nextInt(3));
            case 4, 5 -> H2Frames.request(nextStream(), random.nextInt(4) == 0, "POST", path());
            case 6, 7, 8 -> H2Frames.data(known(), random.nextInt(3) == 0, "d".repeat(random.nextInt(3_000)));
            case 9 -> H2Frames.widen(known(), random.nextInt(10) == 0 ? Integer.MAX_VALUE : random.nextInt(100_000));
            case 10 -> H2Frames.widen(0, random.nextInt(100_000));
            case 11 -> H2Frames.reset(known(), random.nextInt(16));
            case 12 -> settings();
            case 13 -> H2Frames.ping(random.nextLong());
            case 14 -> H2Frames.headers(known(), true, "x-trailer", "1");
            case 15 -> split();
            case 16 ->
                H2Frames.frame(H2Frames.PRIORITY_UPDATE, 0, 0, new byte[] {0, 0, 0, (byte) known(), 'u', '=', '1'});
            case 17 -> odd();
            case 18 -> malformed();
            default -> random.nextInt(6) == 0 ? noise() : H2Frames.ping(1);
        };
    }

    private String path() {
        return PATHS[random.nextInt(PATHS.length)];
    }

    private int known() {
        return last < 0 ? 1 : Math.max(1, last - 2 * random.nextInt(6));
    }

    private byte[] settings() {
        return switch (random.nextInt(6)) {
            case 0 -> H2Frames.settings(4, random.nextInt(200_000));
            case 1 -> H2Frames.settings(4, 0);
            case 2 -> H2Frames.settings(1, random.nextInt(8_192));
            case 3 -> H2Frames.settings(5, 16_384 + random.nextInt(50_000), 6, random.nextInt(100));
            case 4 -> H2Frames.settings(random.nextInt(10), random.nextInt());
            default -> H2Frames.settings();
        };
    }

    /** A head in pieces, sometimes with something between them. */
    private byte[] split() {
        int stream = nextStream();
        byte[] block = H2Frames.block(H2Frames.fields("GET", path()));
        int cut = random.nextInt(block.length);
        return H2Frames.joined(
                H2Frames.frame(H2Frames.HEADERS, H2Frames.END_STREAM, stream, Arrays.copyOf(block, cut)),
                random.nextInt(8) == 0 ? H2Frames.ping(2) : new byte[0],
                H2Frames.frame(
                        H2Frames.CONTINUATION,
                        random.nextInt(8) == 0 ? 0 : H2Frames.END_HEADERS,
                        stream,
                        Arrays.copyOfRange(block, cut, block.length)));
    }

    /** A frame of any type with any flags. */
    private byte[] odd() {
        byte[] payload = new byte[random.nextInt(40)];
        random.nextBytes(payload);
        return H2Frames.frame(random.nextInt(20), random.nextInt(256), random.nextInt(3) == 0 ? 0 : known(), payload);
    }

    private byte[] malformed() {
        return switch (random.nextInt(4)) {
            case 0 -> H2Frames.get(nextStream(), "/", "connection", "close");
            case 1 -> H2Frames.get(nextStream(), "no path");
            case 2 -> H2Frames.request(nextStream(), false, "POST", "/echo", "content-length", "10");
            default -> bomb();
        };
    }

    private byte[] bomb() {
        byte[] first = H2Frames.indexing("x-bomb", "b".repeat(3_000));
        byte[] block = Arrays.copyOf(first, first.length + BOMB_REFERENCES);
        Arrays.fill(block, first.length, block.length, (byte) (0x80 | 62));
        return H2Frames.frame(H2Frames.HEADERS, H2Frames.END_HEADERS | H2Frames.END_STREAM, nextStream(), block);
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(100)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] damage(byte[] all) {
        byte[] damaged = all.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return random.nextInt(3) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged;
    }
}
