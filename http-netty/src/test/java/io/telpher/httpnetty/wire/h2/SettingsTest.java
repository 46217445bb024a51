package io.telpher.httpnetty.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static Settings merged(Settings before, int... idsAndValues) throws BadFrame {
        byte[] payload = Settings.payload(idsAndValues);
        return before.merged(payload, 0, payload.length);
    }

    @Test
    void whatIsSaidHoldsAndTheLastCounts() throws Exception {
        Settings settings =
                merged(Settings.INITIAL, 1, 0, 3, 100, 4, 1, 4, 1 << 20, 5, 1 << 20, 6, 8192, 8, 1, 9, 1, 99, 7);

        assertThat(settings).isEqualTo(new Settings(0, true, 100, 1 << 20, 1 << 20, 8192, true, true));
        assertThat(merged(settings)).isEqualTo(settings);
        assertThat(merged(Settings.INITIAL, 1, -1).tableBytes()).isEqualTo(0xffff_ffffL);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2, PROTOCOL_ERROR",
        "4, -2147483648, FLOW_CONTROL_ERROR",
        "4, -1, FLOW_CONTROL_ERROR",
        "5, 16383, PROTOCOL_ERROR",
        "5, 16777216, PROTOCOL_ERROR",
        "8, 2, PROTOCOL_ERROR",
        "9, 2, PROTOCOL_ERROR"
    })
    void aValueOutOfRangeEndsTheConnection(int id, int value, ErrorCode code) {
        BadFrame bad = catchThrowableOfType(BadFrame.class, () -> merged(Settings.INITIAL, id, value));

        assertThat(bad).isNotNull();
        assertThat(bad.code()).isEqualTo(code);
        assertThat(bad.stream()).isZero();
    }

    @Test
    void extendedConnectIsNotTakenBack() throws Exception {
        Settings settings = merged(Settings.INITIAL, 8, 1);

        assertThat(catchThrowableOfType(BadFrame.class, () -> merged(settings, 8, 0)))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 3, false",
        "u=0, 0, false",
        "'u=7, i', 7, true",
        "'i=?1;a=b , u=1;x', 1, true",
        "'u=1, u=2, i, i=?0', 2, false",
        "u=8, 3, false",
        "u=-1, 3, false",
        "'u=12,foo,bar=(1 2)', 3, false",
        "U=1, 3, false"
    })
    void aPriorityIsReadOrIsTheUsualOne(String value, int urgency, boolean incremental) {
        assertThat(Priority.parse(value)).isEqualTo(new Priority(urgency, incremental));
        assertThat(Priority.parse(Priority.parse(value).text())).isEqualTo(Priority.parse(value));
    }
}
