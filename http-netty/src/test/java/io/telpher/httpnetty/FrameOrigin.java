package io.telpher.httpnetty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.FrameHeader;
import io.telpher.httpnetty.wire.h2.FrameType;
import io.telpher.httpnetty.wire.h2.Settings;
import io.telpher.testkit.raw.H2Frames;
import io.telpher.testkit.raw.RawOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection that an origin of HTTP/2 accepted: it sends the frames it is told to, however wrong. For one thread. */
final class FrameOrigin {
    private static final int PREFACE_BYTES = 24;

    private final RawOrigin.Connection raw;

    /** What it does with a connection. */
    interface Script {
        void serve(FrameOrigin connection) throws Exception;
    }

    private FrameOrigin(RawOrigin.Connection raw) {
        this.raw = raw;
    }

    /** An origin whose connections begin with the client's preface and these settings, identifiers and values in turn. */
    static RawOrigin scripted(Script script, int... settings) throws IOException {
        return RawOrigin.scripted(script(script, settings));
    }

    /** What such an origin does with a connection. */
    static RawOrigin.Script script(Script script, int... settings) {
        return connection -> {
            FrameOrigin frames = new FrameOrigin(connection);
            connection.readExactly(PREFACE_BYTES);
            frames.send(FrameType.SETTINGS, 0, 0, Settings.payload(settings));
            script.serve(frames);
        };
    }

    /** 1 for the first connection of its origin. */
    int number() {
        return raw.number();
    }

    /** Does nothing until the origin is closed. */
    void stall() throws InterruptedException {
        raw.stall();
    }

    // === sending ===

    void send(FrameType type, int flags, int stream, byte[] payload) throws IOException {
        byte[] frame = new byte[FrameHeader.BYTES + payload.length];
        FrameHeader.write(frame, 0, payload.length, type, flags, stream);
        System.arraycopy(payload, 0, frame, FrameHeader.BYTES, payload.length);
        raw.send(frame);
    }

    /** Sends these frames at once. */
    void send(byte[]... frames) throws IOException {
        raw.send(H2Frames.joined(frames));
    }

    /** A field block of these names and values. */
    void fields(int stream, boolean ends, String... namesAndValues) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i++) {
            if (i % 2 == 0) {
                block.write(0); // a literal that is not indexed
            }
            block.write(namesAndValues[i].length()); // below 127 in tests
            block.writeBytes(namesAndValues[i].getBytes(ISO_8859_1));
        }
        int flags = FrameHeader.END_HEADERS | (ends ? FrameHeader.END_STREAM : 0);
        send(FrameType.HEADERS, flags, stream, block.toByteArray());
    }

    void data(int stream, boolean ends, String content) throws IOException {
        send(FrameType.DATA, ends ? FrameHeader.END_STREAM : 0, stream, content.getBytes(ISO_8859_1));
    }

    void reset(int stream, ErrorCode code) throws IOException {
        send(
                FrameType.RST_STREAM,
                0,
                stream,
                ByteBuffer.allocate(4).putInt(code.code()).array());
    }

    void goAway(int lastStream) throws IOException {
        goAway(lastStream, ErrorCode.NO_ERROR);
    }

    void goAway(int lastStream, ErrorCode code) throws IOException {
        send(
                FrameType.GOAWAY,
                0,
                0,
                ByteBuffer.allocate(8).putInt(lastStream).putInt(code.code()).array());
    }

    /** Answers 200 with this content. */
    void answer(int stream, String content) throws IOException {
        fields(stream, false, ":status", "200");
        data(stream, true, content);
    }

    // === receiving ===

    /** The header of the next frame of this type, whose payload is read; others are passed over. */
    FrameHeader next(FrameType wanted) throws IOException {
        while (true) {
            FrameHeader header = FrameHeader.read(raw.readExactly(FrameHeader.BYTES), 0);
            byte[] payload = raw.readExactly(header.length());
            if (header.type() == wanted && payload.length == header.length()) {
                return header;
            }
        }
    }

    /** The number of the next request's stream, when its head is there. */
    int request() throws IOException {
        return next(FrameType.HEADERS).stream();
    }
}
