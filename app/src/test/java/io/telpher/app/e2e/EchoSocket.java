package io.telpher.app.e2e;

import io.telpher.testkit.raw.RawMessage;
import io.telpher.testkit.raw.RawOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** A WebSocket of an origin that sends back what it hears (RFC 6455). */
final class EchoSocket {
    private EchoSocket() {}

    /** Accepts the upgrade and serves it until it is closed. */
    static void serve(RawMessage request, RawOrigin.Connection connection) throws Exception {
        connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(request.first("sec-websocket-key")) + "\r\n\r\n");
        echo(connection);
    }

    private static String accept(String key) throws Exception {
        byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    }

    /** Takes masked text frames of fewer than 126 bytes, as RFC 6455 §5 has them, and sends them back unmasked. */
    private static void echo(RawOrigin.Connection connection) throws IOException {
        while (true) {
            byte[] head = connection.readExactly(2);
            int length = head[1] & 0x7f;
            byte[] mask = connection.readExactly(4);
            byte[] text = connection.readExactly(length);
            for (int i = 0; i < length; i++) {
                text[i] ^= mask[i & 3];
            }
            connection.send(new byte[] {head[0], (byte) length});
            connection.send(text);
            if ((head[0] & 0x0f) == 8) {
                return;
            }
        }
    }
}
