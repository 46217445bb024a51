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
import io.telpher.testkit.raw.H2Frames;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawH2;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A {@link RawH2} in the words of our own codec, for tests of the server's ordinary ways. For one thread. */
final class FrameClient implements AutoCloseable {
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

    private final RawH2 raw;
    private final HpackDecoder decoder = new HpackDecoder();

    private FrameClient(RawH2 raw) {
        this.raw = raw;
    }

    /** Connects; the preface and these settings, identifiers and values in turn, come first. */
    static FrameClient open(InetSocketAddress address, int... settings) throws IOException {
        return new FrameClient(RawH2.plain(address, settings));
    }

    RawClient raw() {
        return raw.raw();
    }

    // === sending ===

    void send(FrameType type, int flags, int stream, byte[] payload) throws IOException {
        raw.send(H2Frames.frame(type.code(), flags, stream, payload));
    }

    void get(int stream, String path, String... more) throws IOException {
        raw.send(H2Frames.get(stream, path, more));
    }

    /** A request: its head, with fields of names and values in turn. */
    void head(int stream, boolean ends, String method, String path, String... more) throws IOException {
        raw.send(H2Frames.request(stream, ends, method, path, more));
    }

    /** A field block of exactly these names and values. */
    void fields(int stream, boolean ends, String... namesAndValues) throws IOException {
        raw.send(H2Frames.headers(stream, ends, namesAndValues));
    }

    void data(int stream, boolean ends, String content) throws IOException {
        raw.send(H2Frames.data(stream, ends, content));
    }

    void reset(int stream, ErrorCode code) throws IOException {
        raw.send(H2Frames.reset(stream, code.code()));
    }

    void widen(int stream, int increment) throws IOException {
        raw.send(H2Frames.widen(stream, increment));
    }

    // === receiving ===

    /** The next frame, whatever it is. */
    Frame next() throws IOException {
        RawH2.Frame frame = raw.next();
        byte[] payload = frame.payload();
        return new Frame(
                new FrameHeader(payload.length, FrameType.of(frame.type()), frame.flags(), frame.stream()), payload);
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
