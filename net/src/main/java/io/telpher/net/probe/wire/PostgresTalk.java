package io.telpher.net.probe.wire;

import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL: begins a session and sees whether it would be let in or refused for a reason of its own, as pg_isready does.
 * One that starts, stops or has no connection left is not well.
 */
public final class PostgresTalk implements Talk {
    private static final int PROTOCOL_3_0 = 196_608;
    private static final Pattern STATE = Pattern.compile("C(57P0[123]|53300)\0");

    @Override
    public byte[] opening() {
        byte[] parameters = Words.bytes("user\0telpher\0database\0postgres\0application_name\0telpher\0\0");
        return ByteBuffer.allocate(8 + parameters.length)
                .putInt(8 + parameters.length)
                .putInt(PROTOCOL_3_0)
                .put(parameters)
                .array();
    }

    @Override
    public Step hear(int step, byte[] heard) {
        if (heard.length < 5) {
            return Step.MORE;
        }
        if (heard[0] == 'R') {
            return Step.well("asks who we are");
        }
        if (heard[0] != 'E') {
            return Step.bad("does not speak PostgreSQL");
        }
        if (heard.length < 1 + Words.number(heard, 1, 4)) {
            return Step.MORE;
        }
        Matcher busy = STATE.matcher(Words.text(heard));
        return busy.find() ? Step.bad("refuses everybody: SQLSTATE " + busy.group(1)) : Step.well("answers");
    }
}
