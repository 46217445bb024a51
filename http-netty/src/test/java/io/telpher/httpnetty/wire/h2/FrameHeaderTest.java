package io.telpher.httpnetty.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameHeaderTest {
    private static final int FRAME_BYTES_MAX = 16_384;

    @ParameterizedTest
    @CsvSource({
        // type, length, flags, stream: the error, and of what
        "DATA, 0, 0, 0, PROTOCOL_ERROR, 0",
        "DATA, 0, 8, 1, FRAME_SIZE_ERROR, 0",
        "DATA, 16385, 0, 1, FRAME_SIZE_ERROR, 0",
        "HEADERS, 1, 4, 0, PROTOCOL_ERROR, 0",
        "HEADERS, 5, 40, 1, FRAME_SIZE_ERROR, 0",
        "PRIORITY, 5, 0, 0, PROTOCOL_ERROR, 0",
        "PRIORITY, 4, 0, 1, FRAME_SIZE_ERROR, 1",
        "RST_STREAM, 4, 0, 0, PROTOCOL_ERROR, 0",
        "RST_STREAM, 5, 0, 1, FRAME_SIZE_ERROR, 0",
        "SETTINGS, 0, 0, 1, PROTOCOL_ERROR, 0",
        "SETTINGS, 5, 0, 0, FRAME_SIZE_ERROR, 0",
        "SETTINGS, 6, 1, 0, FRAME_SIZE_ERROR, 0",
        "PUSH_PROMISE, 4, 4, 1, PROTOCOL_ERROR, 0",
        "PING, 8, 0, 1, PROTOCOL_ERROR, 0",
        "PING, 7, 0, 0, FRAME_SIZE_ERROR, 0",
        "GOAWAY, 8, 0, 1, PROTOCOL_ERROR, 0",
        "GOAWAY, 7, 0, 0, FRAME_SIZE_ERROR, 0",
        "WINDOW_UPDATE, 3, 0, 0, FRAME_SIZE_ERROR, 0",
        "CONTINUATION, 1, 4, 0, PROTOCOL_ERROR, 0",
        "PRIORITY_UPDATE, 5, 0, 1, PROTOCOL_ERROR, 0",
        "PRIORITY_UPDATE, 3, 0, 0, FRAME_SIZE_ERROR, 0",
        "UNKNOWN, 16385, 0, 0, FRAME_SIZE_ERROR, 0"
    })
    void aFrameAgainstTheFixedRulesIsRefused(
            FrameType type, int length, int flags, int stream, ErrorCode code, int of) {
        BadFrame bad = catchThrowableOfType(
                BadFrame.class, () -> new FrameHeader(length, type, flags, stream).check(FRAME_BYTES_MAX));

        assertThat(bad).isNotNull();
        assertThat(bad.code()).isEqualTo(code);
        assertThat(bad.stream()).isEqualTo(of);
        assertThat(bad.detail()).contains("RFC 9");
    }

    @ParameterizedTest
    @CsvSource({
        "DATA, 0, 0, 1",
        "DATA, 1, 8, 1",
        "DATA, 16384, 0, 1",
        "HEADERS, 0, 4, 1",
        "HEADERS, 6, 44, 1",
        "PRIORITY, 5, 0, 1",
        "RST_STREAM, 4, 0, 1",
        "SETTINGS, 0, 0, 0",
        "SETTINGS, 0, 1, 0",
        "SETTINGS, 12, 0, 0",
        "PING, 8, 0, 0",
        "GOAWAY, 20, 0, 0",
        "WINDOW_UPDATE, 4, 0, 0",
        "WINDOW_UPDATE, 4, 0, 1",
        "CONTINUATION, 0, 0, 1",
        "PRIORITY_UPDATE, 4, 0, 0",
        "UNKNOWN, 0, 255, 7"
    })
    void aFrameAtTheEdgeOfTheRulesIsTaken(FrameType type, int length, int flags, int stream) throws Exception {
        new FrameHeader(length, type, flags, stream).check(FRAME_BYTES_MAX);
    }

    @Test
    void aHeaderIsReadAsItWasWritten() {
        byte[] bytes = new byte[12];
        FrameHeader.write(bytes, 3, 0x012345, FrameType.HEADERS, 0x25, 0x7ffffffe);

        assertThat(FrameHeader.read(bytes, 3))
                .isEqualTo(new FrameHeader(0x012345, FrameType.HEADERS, 0x25, 0x7ffffffe));
    }

    @Test
    void theReservedBitIsPassedOverAndUnknownTypesAreUnknown() {
        FrameHeader header = FrameHeader.of(0x00000163, 0xff, 0x80000003);

        assertThat(header).isEqualTo(new FrameHeader(1, FrameType.UNKNOWN, 0xff, 3));
    }

    @Test
    void paddingMayFillThePayloadAndNoMore() throws Exception {
        FrameHeader data = new FrameHeader(10, FrameType.DATA, FrameHeader.PADDED, 1);

        assertThat(data.contentBytes(9)).isZero();
        assertThat(data.contentBytes(0)).isEqualTo(9);
        assertThat(catchThrowableOfType(BadFrame.class, () -> data.contentBytes(10))
                        .code())
                .isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(catchThrowableOfType(BadFrame.class, () -> data.contentBytes((byte) 0xff)))
                .isNotNull();
    }

    @Test
    void priorityStandsBeforeTheFieldBlock() throws Exception {
        FrameHeader headers = new FrameHeader(20, FrameType.HEADERS, FrameHeader.PADDED | FrameHeader.PRIORITY, 1);

        assertThat(headers.prefixBytes()).isEqualTo(6);
        assertThat(headers.contentBytes(4)).isEqualTo(10);
    }

    @Test
    void windowsAreGivenMoreThanNothingAndNoMoreThanFits() throws Exception {
        assertThat(FrameHeader.increment(0x80000001, 1)).isEqualTo(1);
        assertThat(catchThrowableOfType(BadFrame.class, () -> FrameHeader.increment(0, 5)).stream())
                .isEqualTo(5);
        assertThat(catchThrowableOfType(BadFrame.class, () -> FrameHeader.increment(0, 0)).stream())
                .isZero();
        assertThat(FrameHeader.widened(-10, Integer.MAX_VALUE, 0)).isEqualTo(Integer.MAX_VALUE - 10);
        BadFrame bad = catchThrowableOfType(BadFrame.class, () -> FrameHeader.widened(1, Integer.MAX_VALUE, 3));
        assertThat(bad.code()).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
        assertThat(bad.stream()).isEqualTo(3);
    }

    @Test
    void anErrorCodeThatNobodyRegisteredIsAnInternalError() {
        assertThat(ErrorCode.of(0xb)).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        assertThat(ErrorCode.of(99)).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(ErrorCode.of(-1)).isEqualTo(ErrorCode.INTERNAL_ERROR);
    }
}
