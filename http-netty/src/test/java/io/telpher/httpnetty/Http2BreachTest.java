package io.telpher.httpnetty;

import static io.telpher.testkit.raw.H2Frames.COMPRESSION_ERROR;
import static io.telpher.testkit.raw.H2Frames.DATA;
import static io.telpher.testkit.raw.H2Frames.END_HEADERS;
import static io.telpher.testkit.raw.H2Frames.END_STREAM;
import static io.telpher.testkit.raw.H2Frames.FLOW_CONTROL_ERROR;
import static io.telpher.testkit.raw.H2Frames.FRAME_SIZE_ERROR;
import static io.telpher.testkit.raw.H2Frames.HEADERS;
import static io.telpher.testkit.raw.H2Frames.PADDED;
import static io.telpher.testkit.raw.H2Frames.PROTOCOL_ERROR;
import static io.telpher.testkit.raw.H2Frames.PUSH_PROMISE;
import static io.telpher.testkit.raw.H2Frames.STREAM_CLOSED;
import static io.telpher.testkit.raw.H2Frames.block;
import static io.telpher.testkit.raw.H2Frames.data;
import static io.telpher.testkit.raw.H2Frames.fields;
import static io.telpher.testkit.raw.H2Frames.frame;
import static io.telpher.testkit.raw.H2Frames.get;
import static io.telpher.testkit.raw.H2Frames.joined;
import static io.telpher.testkit.raw.H2Frames.request;
import static io.telpher.testkit.raw.H2Frames.reset;
import static io.telpher.testkit.raw.H2Frames.settings;
import static io.telpher.testkit.raw.H2Frames.widen;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.HttpResponse;
import io.telpher.testkit.raw.RawClient;
import io.telpher.testkit.raw.RawH2;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames that break the rules of RFC 9113: what ends the connection, what ends a stream only, and what neither. */
class Http2BreachTest {
    private final Rig rig = new Rig(1);

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private RawH2 server() throws Exception {
        return RawH2.plain(rig.serve(ServerSettings.DEFAULT, _ -> HttpResponse.text(200, "ok"))
                .address());
    }

    private void endsTheConnection(int code, byte[]... frames) throws Exception {
        try (RawH2 client = server()) {
            client.send(frames);
            assertThat(client.goAwayCode()).isEqualTo(code);
            client.readUntilClosed();
        }
    }

    private void resetsTheStream(int code, byte[]... frames) throws Exception {
        try (RawH2 client = server()) {
            client.send(frames);
            assertThat(client.resetCode(1)).isEqualTo(code);
            assertThat(client.serves(3)).isTrue();
        }
    }

    private void isBorne(byte[]... frames) throws Exception {
        try (RawH2 client = server()) {
            client.send(frames);
            assertThat(client.serves(99)).isTrue();
        }
    }

    @Test
    void framesOnIdleStreams() throws Exception {
        endsTheConnection(PROTOCOL_ERROR, data(5, true, "x"));
        endsTheConnection(PROTOCOL_ERROR, reset(5, 8));
        endsTheConnection(PROTOCOL_ERROR, widen(5, 1));
        endsTheConnection(PROTOCOL_ERROR, get(2, "/"));
        isBorne(frame(2, 0, 5, new byte[5]));
    }

    @Test
    void framesOnStreamsThatHaveEnded() throws Exception {
        try (RawH2 client = server()) {
            assertThat(client.serves(5)).isTrue();
            client.send(widen(5, 1), reset(5, 8));
            assertThat(client.serves(7)).isTrue();
            client.send(data(5, true, "x"));
            assertThat(client.resetCode(5)).isEqualTo(STREAM_CLOSED);
            client.send(get(7, "/"));
            assertThat(client.goAwayCode()).isEqualTo(STREAM_CLOSED);
        }
    }

    @Test
    void aStreamOfALowerNumberThanAnother() throws Exception {
        try (RawH2 client = server()) {
            assertThat(client.serves(5)).isTrue();
            client.send(get(3, "/"));
            assertThat(client.goAwayCode()).isIn(PROTOCOL_ERROR, STREAM_CLOSED);
        }
    }

    @Test
    void windowsThatOverflow() throws Exception {
        endsTheConnection(FLOW_CONTROL_ERROR, widen(0, Integer.MAX_VALUE));
        endsTheConnection(PROTOCOL_ERROR, widen(0, 0));
        endsTheConnection(
                FLOW_CONTROL_ERROR,
                request(1, false, "POST", "/"),
                widen(1, Integer.MAX_VALUE - 65_535),
                settings(4, 65_536));
        resetsTheStream(FLOW_CONTROL_ERROR, request(1, false, "POST", "/"), widen(1, Integer.MAX_VALUE));
        isBorne(widen(0, Integer.MAX_VALUE - 65_535));
    }

    @Test
    void moreDataThanTheWindowHolds() throws Exception {
        byte[] full = frame(DATA, 0, 1, new byte[16_384]);
        byte[][] frames = new byte[200][];
        Arrays.fill(frames, full);
        try (RawH2 client = server()) {
            client.send(request(1, false, "POST", "/"), joined(frames));
            RawH2.Frame end = client.next();
            while (end.type() != 7 && end.type() != 3) {
                end = client.next();
            }
            assertThat(end.number(end.type() == 7 ? 4 : 0)).isIn(FLOW_CONTROL_ERROR, 0);
        }
    }

    @Test
    void paddingThatIsLongerThanItsFrame() throws Exception {
        byte[] padded = new byte[10];
        padded[0] = 10;
        endsTheConnection(PROTOCOL_ERROR, request(1, false, "POST", "/"), frame(DATA, PADDED, 1, padded));
        endsTheConnection(PROTOCOL_ERROR, frame(HEADERS, PADDED | END_HEADERS, 1, padded));
        endsTheConnection(FRAME_SIZE_ERROR, frame(HEADERS, PADDED | END_HEADERS, 1, new byte[0]));
        padded[0] = 9;
        isBorne(request(1, false, "POST", "/"), frame(DATA, PADDED | END_STREAM, 1, padded));
    }

    @Test
    void framesWithinAFieldBlock() throws Exception {
        byte[] begin = frame(HEADERS, 0, 1, Arrays.copyOf(block(fields("GET", "/")), 5));
        endsTheConnection(PROTOCOL_ERROR, begin, settings());
        endsTheConnection(PROTOCOL_ERROR, begin, frame(9, END_HEADERS, 3, new byte[0]));
        endsTheConnection(PROTOCOL_ERROR, begin, get(3, "/"));
        endsTheConnection(PROTOCOL_ERROR, begin, frame(0xee, 0, 1, new byte[0]));
        endsTheConnection(PROTOCOL_ERROR, frame(9, END_HEADERS, 1, new byte[0]));
    }

    @Test
    void fieldBlocksThatNobodyUnderstands() throws Exception {
        endsTheConnection(COMPRESSION_ERROR, frame(HEADERS, END_HEADERS, 1, new byte[] {(byte) 0xff, 0x7f}));
        endsTheConnection(COMPRESSION_ERROR, frame(HEADERS, END_HEADERS, 1, new byte[] {0x00, 0x05, 'a'}));
        endsTheConnection(
                COMPRESSION_ERROR,
                request(1, false, "POST", "/"),
                frame(HEADERS, END_HEADERS | END_STREAM, 1, new byte[] {(byte) 0x80}));
    }

    @Test
    void pushesAndSizesAndSettings() throws Exception {
        endsTheConnection(PROTOCOL_ERROR, frame(PUSH_PROMISE, END_HEADERS, 1, new byte[4]));
        endsTheConnection(FRAME_SIZE_ERROR, frame(DATA, 0, 1, new byte[16_385]));
        endsTheConnection(FRAME_SIZE_ERROR, frame(4, 0, 0, new byte[7]));
        endsTheConnection(PROTOCOL_ERROR, settings(2, 2));
        endsTheConnection(FLOW_CONTROL_ERROR, settings(4, -1));
        endsTheConnection(PROTOCOL_ERROR, settings(5, 0));
        isBorne(settings(2, 0), settings(5, 1 << 20), settings(77, 1));
    }

    @Test
    void aSecondHeadThatIsNoTrailerSection() throws Exception {
        resetsTheStream(PROTOCOL_ERROR, request(1, false, "POST", "/"), request(1, false, "POST", "/"));
    }

    @Test
    void aPrefaceThatIsAlmostOne() throws Exception {
        try (RawClient client = RawClient.plain(rig.serve(ServerSettings.DEFAULT, _ -> HttpResponse.text(200, "ok"))
                .address())) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\rX");
            client.readUntilClosed();
        }
        try (RawClient client = RawClient.plain(rig.serve(ServerSettings.DEFAULT, _ -> HttpResponse.text(200, "ok"))
                .address())) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            client.send(get(1, "/"));
            assertThat(client.readUntilClosed()).contains("before SETTINGS");
        }
    }
}
