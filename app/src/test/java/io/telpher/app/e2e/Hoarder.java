package io.telpher.app.e2e;

import static io.telpher.testkit.raw.H2Frames.RST_STREAM;
import static io.telpher.testkit.raw.H2Frames.WINDOW_UPDATE;

import io.telpher.testkit.raw.H2Frames;
import io.telpher.testkit.raw.RawH2;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A client of HTTP/2 that uploads on many streams at once, as much as the windows that it is given permit, to the last byte. */
final class Hoarder {
    private static final int FIRST_BYTES = 65_535;
    private static final String PIECE = "u".repeat(16_384);

    private final RawH2 connection;
    private final Map<Integer, Integer> windows = new HashMap<>();
    private final Map<Integer, Integer> left = new HashMap<>();
    private int window = FIRST_BYTES;

    Hoarder(RawH2 connection) {
        this.connection = connection;
    }

    /** Uploads until the connection ends. @param stuck run whenever nothing may be sent */
    void upload(int streams, int bytes, Runnable stuck) throws IOException {
        for (int i = 0; i < streams; i++) {
            int stream = 2 * i + 1;
            connection.send(
                    H2Frames.request(stream, false, "POST", "/sink", "content-length", Integer.toString(bytes)));
            windows.put(stream, FIRST_BYTES);
            left.put(stream, bytes);
        }
        RawH2.Frame frame;
        do {
            sendAll();
            stuck.run();
            frame = connection.nextOrEnd();
            if (frame != null) {
                heard(frame);
            }
        } while (frame != null);
    }

    private void sendAll() throws IOException {
        boolean some;
        do {
            some = false;
            for (Map.Entry<Integer, Integer> stream : left.entrySet()) {
                some |= send(stream.getKey(), stream.getValue());
            }
        } while (some);
    }

    private boolean send(int stream, int rest) throws IOException {
        int n = Math.min(Math.min(window, windows.getOrDefault(stream, 0)), Math.min(rest, PIECE.length()));
        if (n <= 0) {
            return false;
        }
        connection.send(H2Frames.data(stream, n == rest, PIECE.substring(0, n)));
        window -= n;
        windows.merge(stream, -n, Integer::sum);
        left.put(stream, rest - n);
        return true;
    }

    private void heard(RawH2.Frame frame) {
        switch (frame.type()) {
            case WINDOW_UPDATE -> {
                if (frame.stream() == 0) {
                    window += frame.number(0);
                } else {
                    windows.merge(frame.stream(), frame.number(0), Integer::sum);
                }
            }
            case RST_STREAM -> left.remove(frame.stream());
            default -> {} // an answer, that it was too slow
        }
    }
}
