package io.telpher.net.probe.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * MySQL and MariaDB: waits for the greeting and answers it as a user whom nobody knows. To leave before would count as an
 * interrupted handshake, of which a server takes only so many before it shuts us out.
 */
public final class MysqlTalk implements Talk {
    private static final int PROTOCOL_41_SECURE_PLUGIN = 0x0008_8200;
    private static final int PACKET_BYTES_MAX = 1 << 24;
    private static final int UTF8MB4 = 45;

    @Override
    public byte[] opening() {
        return new byte[0];
    }

    @Override
    public Step hear(int step, byte[] heard) {
        if (heard.length < 5 || heard.length < 4 + length(heard)) {
            return Step.MORE;
        }
        int kind = heard[4] & 0xff;
        if (step == 0) {
            return kind == 10 ? new Step.Say(answer()) : Step.bad(kind == 0xff ? error(heard) : "does not speak MySQL");
        }
        return Step.well("answers"); // that it does not know us is as good as anything
    }

    private static int length(byte[] heard) {
        return (heard[0] & 0xff) | ((heard[1] & 0xff) << 8) | ((heard[2] & 0xff) << 16);
    }

    private static byte[] answer() {
        byte[] rest = Words.bytes("telpher\0" + "\0" + "mysql_native_password\0");
        int bytes = 32 + rest.length;
        return ByteBuffer.allocate(4 + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes | (1 << 24)) // its number is 1
                .putInt(PROTOCOL_41_SECURE_PLUGIN)
                .putInt(PACKET_BYTES_MAX)
                .put((byte) UTF8MB4)
                .put(new byte[23])
                .put(rest)
                .array();
    }

    /** An error before the greeting: too many connections, or we are shut out. */
    private static String error(byte[] heard) {
        String text = Words.text(heard);
        return "refuses everybody: " + Words.shown(text.substring(Math.min(7, text.length())));
    }
}
