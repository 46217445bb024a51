package io.telpher.httpnetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.telpher.http.Method;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.ResponseHead;
import io.telpher.httpnetty.wire.h2.DecodedHead;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.FrameHeader;
import io.telpher.httpnetty.wire.h2.FrameType;
import io.telpher.httpnetty.wire.h2.HpackDecoder;
import io.telpher.httpnetty.wire.h2.Settings;
import io.telpher.testkit.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A client of HTTP/2 that sends the frames it is told to, however wrong, and shows which come back. For one thread. */
final class FrameClient implements AutoCloseable {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /** A frame as it came. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frame(FrameHeader header, byte[] payload) {
        FrameType type() {
            return header.type();
        }

        boolean ends() {
            return header.has(FrameHeader.END_STREAM);
        }

        int number(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }

        String text() {
            return new String(payload, ISO_8859_1);
        }
    }

    private final RawClient raw;
    private final HpackDecoder decoder = new HpackDecoder();

    private FrameClient(RawClient raw) {
        this.raw = raw;
    }

    /** Connects; the preface and these settings, identifiers and values in turn, come first. */
    static FrameClient open(InetSocketAddress address, int... settings) throws IOException {
        FrameClient client = new FrameClient(RawClient.plain(address));
        client.raw.send(PREFACE);
        client.send(FrameType.SETTINGS, 0, 0, Settings.payload(settings));
        return client;
    }

    RawClient raw() {
        return raw;
    }

    // === sending ===

    void send(FrameType type, int flags, int stream, byte[] payload) throws IOException {
        byte[] frame = new byte[FrameHeader.BYTES + payload.length];
        FrameHeader.write(frame, 0, payload.length, type, flags, stream);
        System.arraycopy(payload, 0, frame, FrameHeader.BYTES, payload.length);
        raw.send(frame);
    }

    void get(int stream, String path, String... more) throws IOException {
        head(stream, true, "GET", path, more);
    }

    /** A request: its head, with fields of names and values in turn. */
    void head(int stream, boolean ends, String method, String path, String... more) throws IOException {
        String[] all = new String[8 + more.length];
        String[] pseudo = {":method", method, ":scheme", "http", ":authority", "a.example", ":path", path};
        System.arraycopy(pseudo, 0, all, 0, pseudo.length);
        System.arraycopy(more, 0, all, pseudo.length, more.length);
        fields(stream, ends, all);
    }

    /** A field block of exactly these names and values. */
    void fields(int stream, boolean ends, String... namesAndValues) throws IOException {
        int flags = FrameHeader.END_HEADERS | (ends ? FrameHeader.END_STREAM : 0);
        send(FrameType.HEADERS, flags, stream, block(namesAndValues));
    }

    static byte[] block(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            string(namesAndValues[i], block);
            string(namesAndValues[i + 1], block);
        }
        return block.toByteArray();
    }

    private static void string(String text, ByteArrayOutputStream to) {
        int length = text.length();
        if (length < 127) {
            to.write(length);
        } else {
            to.write(127);
            int rest = length - 127;
            for (; rest >= 128; rest >>>= 7) {
                to.write(rest & 127 | 128);
            }
            to.write(rest);
        }
        to.writeBytes(text.getBytes(ISO_8859_1));
    }

    void data(int stream, boolean ends, String content) throws IOException {
        send(FrameType.DATA, ends ? FrameHeader.END_STREAM : 0, stream, content.getBytes(ISO_8859_1));
    }

    void number(FrameType type, int stream, int number) throws IOException {
        send(type, 0, stream, ByteBuffer.allocate(4).putInt(number).array());
    }

    void reset(int stream, ErrorCode code) throws IOException {
        number(FrameType.RST_STREAM, stream, code.code());
    }

    void widen(int stream, int increment) throws IOException {
        number(FrameType.WINDOW_UPDATE, stream, increment);
    }

    // === receiving ===

    /** The next frame, whatever it is. */
    Frame next() throws IOException {
        FrameHeader header = FrameHeader.read(raw.readExactly(FrameHeader.BYTES), 0);
        return new Frame(header, raw.readExactly(header.length()));
    }

    /** The next frame of this type; others are passed over, but for what ends a stream or the connection. */
    Frame next(FrameType wanted) throws IOException {
        while (true) {
            Frame frame = next();
            if (frame.type() == wanted) {
                return frame;
            }
            if (frame.type() == FrameType.GOAWAY || frame.type() == FrameType.RST_STREAM) {
                throw new AssertionError("expected " + wanted + ", but came " + frame.header() + ": "
                        + ErrorCode.of(frame.number(frame.type() == FrameType.GOAWAY ? 4 : 0)) + " " + frame.text());
            }
        }
    }

    /** The head of the next response. */
    ResponseHead response() throws Exception {
        return response(next(FrameType.HEADERS));
    }

    ResponseHead response(Frame headers) throws Exception {
        DecodedHead head = decode(headers);
        return head.response(Method.GET, headers.ends());
    }

    DecodedHead decode(Frame headers) throws Exception {
        DecodedHead head = new DecodedHead(HeadLimits.DEFAULT);
        decoder.decode(headers.payload(), 0, headers.payload().length, head);
        return head;
    }

    /** The content of a stream up to its end, which is all that comes. */
    String content() throws IOException {
        StringBuilder content = new StringBuilder();
        Frame frame;
        do {
            frame = next(FrameType.DATA);
            content.append(frame.text());
        } while (!frame.ends());
        return content.toString();
    }

    /** The contents of the responses on so many streams, which may come in any order, in the order in which they end. */
    Map<Integer, String> answers(int count) throws Exception {
        Map<Integer, String> contents = new HashMap<>();
        Map<Integer, String> whole = new LinkedHashMap<>();
        while (whole.size() < count) {
            Frame frame = next();
            int stream = frame.header().stream();
            if (frame.type() == FrameType.HEADERS) {
                response(frame);
            } else if (frame.type() == FrameType.DATA) {
                contents.merge(stream, frame.text(), String::concat);
            } else if (frame.type() == FrameType.GOAWAY) {
                throw new AssertionError("answers to come, but came GOAWAY: " + frame.text());
            }
            if (frame.ends() && (frame.type() == FrameType.HEADERS || frame.type() == FrameType.DATA)) {
                whole.put(stream, contents.getOrDefault(stream, ""));
            }
        }
        return whole;
    }

    /** What the next RST_STREAM says. */
    ErrorCode resetCode() throws IOException {
        Frame frame = next();
        while (frame.type() != FrameType.RST_STREAM) {
            if (frame.type() == FrameType.GOAWAY) {
                throw new AssertionError("expected RST_STREAM, but came GOAWAY: " + frame.text());
            }
            frame = next();
        }
        return ErrorCode.of(frame.number(0));
    }

    /** What the next GOAWAY says; other frames are passed over. */
    ErrorCode goAwayCode() throws IOException {
        Frame frame = next();
        while (frame.type() != FrameType.GOAWAY) {
            frame = next();
        }
        return ErrorCode.of(frame.number(4));
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
