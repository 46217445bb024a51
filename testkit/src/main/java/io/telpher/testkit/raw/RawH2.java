package io.telpher.testkit.raw;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks frames, not HTTP/2: it sends those that the test wrote, however wrong, and shows which come back.
 * It acknowledges nothing and widens no window by itself.
 *
 * <pre>{@code
 * try (RawH2 client = RawH2.plain(address)) {
 *     client.send(H2Frames.get(1, "/"), H2Frames.reset(1, H2Frames.CANCEL));
 *     assertThat(client.serves(3)).isTrue();
 * }
 * }</pre>
 */
public final class RawH2 implements AutoCloseable {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int BATCH_BYTES = 16 * 1024;
    private static final long LAST = 0x6c617374;
    private static final long HEAD_BYTES_MAX = 1 << 20;

    private final RawClient raw;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, HEAD_BYTES_MAX);

    /** A frame as it came, and of HEADERS what they say. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Frame(int type, int flags, int stream, byte[] payload, List<RawMessage.Line> fields) {
        /** True if it ends its stream. */
        public boolean ends() {
            return (flags & H2Frames.END_STREAM) != 0 && (type == H2Frames.HEADERS || type == H2Frames.DATA);
        }

        /** The status that it begins with, or 0: trailers have none. */
        public int status() {
            boolean some = !fields.isEmpty() && fields.getFirst().name().equals(":status");
            return some ? Integer.parseInt(fields.getFirst().value()) : 0;
        }

        /** Four bytes of the payload. */
        public int number(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }

        /** The payload, a character for each byte. */
        public String text() {
            return new String(payload, ISO_8859_1);
        }
    }

    /**
     * What became of a flood.
     *
     * @param survived whether the connection was still there when all was sent
     * @param code of the GOAWAY that ended it, or -1 if there was none
     * @param frames that came back
     */
    public record Flooded(boolean survived, int code, List<Frame> frames) {
        /** How many of this type came back. */
        public long count(int type) {
            return frames.stream().filter(frame -> frame.type() == type).count();
        }
    }

    private RawH2(RawClient raw, int... settings) throws IOException {
        this.raw = raw;
        raw.send(PREFACE);
        send(H2Frames.settings(settings));
    }

    /** Connects; the preface and these settings, identifiers and values in turn, are sent first. */
    public static RawH2 plain(InetSocketAddress address, int... settings) throws IOException {
        return new RawH2(RawClient.plain(address), settings);
    }

    /** The same from another address of this machine, such as 127.0.0.2. */
    public static RawH2 from(InetAddress source, InetSocketAddress address, int... settings) throws IOException {
        return new RawH2(RawClient.from(source, address), settings);
    }

    /** Over a connection that has said something else before. */
    public static RawH2 on(RawClient raw, int... settings) throws IOException {
        return new RawH2(raw, settings);
    }

    /** Connects by TLS to a port of the loopback address, and agrees on {@code h2}. */
    public static RawH2 tls(int port, SSLContext context, String serverName, int... settings) throws IOException {
        return new RawH2(RawClient.tls(port, context, serverName, List.of("h2")), settings);
    }

    /** The bytes beneath. */
    public RawClient raw() {
        return raw;
    }

    /** Sends these frames in one write. */
    public void send(byte[]... frames) throws IOException {
        raw.send(H2Frames.joined(frames));
    }

    /** The next frame, or null if the peer has closed. */
    public @Nullable Frame nextOrEnd() throws IOException {
        byte[] header = raw.readExactlyOrEnd(H2Frames.HEADER_BYTES);
        if (header == null) {
            return null;
        }
        ByteBuffer fields = ByteBuffer.wrap(header);
        int lengthAndType = fields.getInt();
        byte flags = fields.get();
        int type = lengthAndType & 0xff;
        int stream = fields.getInt() & 0x7fff_ffff;
        byte[] payload = raw.readExactlyOrEnd(lengthAndType >>> 8);
        if (payload == null) {
            return null;
        }
        return new Frame(type, flags, stream, payload, type == H2Frames.HEADERS ? decode(payload) : List.of());
    }

    /** The next frame, whatever it is. */
    public Frame next() throws IOException {
        Frame frame = nextOrEnd();
        if (frame == null) {
            throw new AssertionError("expected a frame, but the peer closed");
        }
        return frame;
    }

    /** The next frame of this type; others are passed over, but no GOAWAY. */
    public Frame next(int type) throws IOException {
        Frame frame = next();
        while (frame.type() != type) {
            if (frame.type() == H2Frames.GOAWAY) {
                throw new AssertionError("GOAWAY, code " + frame.number(4) + ": " + frame.text());
            }
            frame = next();
        }
        return frame;
    }

    /** The code with which the peer resets this stream. */
    public int resetCode(int stream) throws IOException {
        Frame frame = next(H2Frames.RST_STREAM);
        while (frame.stream() != stream) {
            frame = next(H2Frames.RST_STREAM);
        }
        return frame.number(0);
    }

    /** The code of the GOAWAY that comes; other frames are passed over. */
    public int goAwayCode() throws IOException {
        Frame frame = next();
        while (frame.type() != H2Frames.GOAWAY) {
            frame = next();
        }
        return frame.number(4);
    }

    /** Reads until the peer closes. */
    public void readUntilClosed() throws IOException {
        raw.readUntilClosed();
    }

    /** The final response on this stream with its content; what comes on others is passed over. */
    public RawMessage answer(int stream) throws IOException {
        StringBuilder head = new StringBuilder();
        StringBuilder content = new StringBuilder();
        List<RawMessage.Line> trailers = new ArrayList<>();
        while (true) {
            Frame frame = next();
            if (frame.type() == H2Frames.GOAWAY) {
                throw new AssertionError("GOAWAY, code " + frame.number(4) + ": " + frame.text());
            }
            if (frame.stream() != stream) {
                continue;
            }
            boolean fields = frame.type() == H2Frames.HEADERS;
            if (frame.type() == H2Frames.RST_STREAM) {
                throw new AssertionError("RST_STREAM, code " + frame.number(0));
            } else if (frame.type() == H2Frames.DATA) {
                content.append(frame.text());
            } else if (fields && frame.status() == 0) {
                trailers.addAll(frame.fields());
            } else if (fields && frame.status() >= 200) {
                head.append("HTTP/2 ").append(frame.status()).append("\r\n");
                frame.fields().stream().skip(1).forEach(line -> line(head, line));
            }
            if (frame.ends()) {
                return new RawMessage(head.append("\r\n").toString(), content.toString(), trailers);
            }
        }
    }

    private static void line(StringBuilder head, RawMessage.Line line) {
        head.append(line.name()).append(": ").append(line.value()).append("\r\n");
    }

    private List<RawMessage.Line> decode(byte[] block) throws IOException {
        try {
            List<RawMessage.Line> lines = new ArrayList<>();
            decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block))
                    .forEach(field -> lines.add(new RawMessage.Line(
                            field.getKey().toString(), field.getValue().toString())));
            return lines;
        } catch (Http2Exception e) {
            throw new IOException("a field block that Netty does not understand: " + e.getMessage(), e);
        }
    }

    /** True if a GET on this stream, which must be a new one, is answered with 200. */
    public boolean serves(int stream) throws IOException {
        send(H2Frames.get(stream, "/"));
        return answer(stream).status() == 200;
    }

    /**
     * Sends {@code count} pieces, each of one or more frames, as fast as the peer takes them, while what comes back is read;
     * a PING comes last, whose answer says that the connection has survived.
     */
    public Flooded flood(int count, IntFunction<byte[]> pieces) throws IOException, InterruptedException {
        Thread writer = Thread.ofVirtual().start(() -> write(count, pieces));
        List<Frame> frames = new ArrayList<>();
        int code = -1;
        boolean survived = false;
        Frame frame;
        while (!survived && (frame = nextOrEnd()) != null) {
            frames.add(frame);
            code = frame.type() == H2Frames.GOAWAY ? frame.number(4) : code;
            survived = frame.type() == H2Frames.PING
                    && (frame.flags() & H2Frames.ACK) != 0
                    && ByteBuffer.wrap(frame.payload()).getLong() == LAST;
        }
        if (!survived) {
            raw.close(); // whoever still writes is let go
        }
        writer.join();
        return new Flooded(survived, code, frames);
    }

    private void write(int count, IntFunction<byte[]> pieces) {
        try {
            List<byte[]> batch = new ArrayList<>();
            int bytes = 0;
            for (int i = 0; i < count; i++) {
                byte[] piece = pieces.apply(i);
                batch.add(piece);
                bytes += piece.length;
                if (bytes >= BATCH_BYTES) {
                    send(batch.toArray(byte[][]::new));
                    batch.clear();
                    bytes = 0;
                }
            }
            batch.add(H2Frames.ping(LAST));
            send(batch.toArray(byte[][]::new));
        } catch (IOException e) {
            // the peer has had enough, which is for the reader to see
        }
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
