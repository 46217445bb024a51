package io.telpher.httpnetty.loop.h2;

import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.h2.BadFrame;
import io.telpher.httpnetty.wire.h2.DecodedHead;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.FrameHeader;
import io.telpher.httpnetty.wire.h2.HpackDecoder;
import io.telpher.httpnetty.wire.h2.Priority;
import io.telpher.httpnetty.wire.h2.Settings;
import org.jspecify.annotations.Nullable;

/** What the frames of the peer do to an {@link Http2Connection} (RFC 9113 §6). Confined to its loop. */
final class Http2Frames {
    private final Http2Connection connection;
    private final HpackDecoder decoder = new HpackDecoder();
    private final DecodedHead decoded;

    Http2Frames(Http2Connection connection, HeadLimits heads) {
        this.connection = connection;
        this.decoded = new DecodedHead(heads);
    }

    void head(int id, byte[] block, int length, boolean ends) throws BadFrame {
        decoder.decode(block, 0, length, decoded); // whoever wants it: the table must follow
        if (connection.over()) {
            return;
        }
        Http2Stream stream = connection.stream(id);
        if (stream != null) {
            stream.head(decoded, ends);
        } else if (!connection.resetLately(id)) {
            connection.unknown(id, decoded, ends);
        }
    }

    /**
     * A DATA frame begins.
     *
     * @param overhead how many of its bytes are no content
     * @return the stream that it belongs to, or null if nobody wants it
     */
    @Nullable
    Http2Stream data(FrameHeader header, int overhead) throws BadFrame {
        if (!connection.window().arrive(header.length())) {
            throw BadFrame.connection(
                    ErrorCode.FLOW_CONTROL_ERROR,
                    "more DATA than the connection's window holds (RFC 9113 section 6.9.1)");
        }
        connection.pass(overhead);
        connection.grant(); // now, and not when the bytes are through: their taker may be slow, and others wait
        Http2Stream stream = connection.stream(header.stream());
        try {
            if (stream != null) {
                stream.frame(header.length(), overhead);
            } else if (!connection.resetLately(header.stream())) {
                idle("DATA", header.stream(), "5.1");
                throw BadFrame.stream(header.stream(), ErrorCode.STREAM_CLOSED, "DATA on a stream that has ended");
            }
        } catch (BadFrame e) {
            if (e.stream() == 0) {
                throw e;
            }
            connection.breachOfStream(e);
            return null;
        }
        return stream;
    }

    private void idle(String what, int stream, String section) throws BadFrame {
        if (!connection.known(stream)) {
            throw BadFrame.connection(
                    ErrorCode.PROTOCOL_ERROR,
                    what + " on a stream that nobody opened (RFC 9113 section " + section + ")");
        }
    }

    /** The peer resets a stream. */
    void resetByPeer(int id, ErrorCode code) throws BadFrame {
        idle("RST_STREAM", id, "6.4");
        connection.odd(Oddity.RESET);
        Http2Stream stream = connection.stream(id);
        if (stream != null && !connection.over()) {
            stream.resetByPeer(code);
        }
    }

    void settings(byte[] payload, int length) throws BadFrame {
        connection.odd(Oddity.SETTINGS);
        if (connection.over()) {
            return;
        }
        Settings announced = connection.peer().merged(payload, 0, length);
        connection.writer().settingsAck();
        connection.peer(announced);
    }

    void ping(boolean ack, long opaque) {
        if (ack) {
            connection.ponged(opaque);
            return;
        }
        connection.odd(Oddity.PING);
        if (!connection.over()) {
            connection.writer().ping(true, opaque);
        }
    }

    void goAway(int lastStream, ErrorCode code) {
        connection.peerGoesAway(lastStream, code);
    }

    void widen(int id, int increment) throws BadFrame {
        connection.odd(Oddity.WINDOW);
        if (id == 0) {
            connection.writer().window(FrameHeader.widened(connection.writer().window(), increment, 0));
            return;
        }
        Http2Stream stream = connection.stream(id);
        if (stream == null) {
            idle("WINDOW_UPDATE", id, "6.9");
        } else {
            stream.window(FrameHeader.widened(stream.window(), increment, id));
        }
    }

    void reprioritize(int id, String wish) throws BadFrame {
        connection.odd(Oddity.PRIORITY);
        if (id == 0) {
            throw BadFrame.connection(ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE of stream 0 (RFC 9218 section 7.1)");
        }
        Http2Stream stream = connection.stream(id);
        if (stream != null) {
            stream.prioritize(Priority.parse(wish));
        } else if (!connection.known(id)) {
            connection.early(id, wish);
        }
    }
}
