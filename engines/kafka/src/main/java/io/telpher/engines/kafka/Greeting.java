package io.telpher.engines.kafka;

import io.telpher.core.Failure;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;

/**
 * Asks each server first whether it speaks Kafka's protocol without TLS. Kafka's clients take the first four bytes of whatever
 * answers for a length and make room for as much (KAFKA-4493): those of an HTTP server are 1.2 GB, those of a TLS alert
 * 352 MB, and the process is over.
 */
final class Greeting {
    private static final int LIMIT_MILLIS = 500; // for each: one that says nothing does no harm
    private static final int API_VERSIONS = 18; // what every broker answers, before anybody has shown who he is
    private static final int CORRELATION = 0x7e19;
    private static final int LENGTH_MAX = 1 << 20;
    private static final byte[] CLIENT = "telpher".getBytes(StandardCharsets.US_ASCII);

    private Greeting() {}

    /** @throws Failure if one answers in another protocol; those that do not answer are passed over */
    static void check(KafkaConfig config, Properties settings) throws Failure {
        if (settings.getProperty("security.protocol", "")
                .toUpperCase(Locale.ROOT)
                .contains("SSL")) {
            return; // where there is no TLS, the handshake ends it
        }
        for (String server : config.servers()) {
            if (!speaks(server)) {
                throw Failure.upstream(
                        Failure.Kind.PROTOCOL,
                        false,
                        "Kafka " + server + ": what answers there does not speak Kafka's"
                                + " protocol without TLS; is it another server's port, or one for TLS (\"settings\")?");
            }
        }
    }

    private static boolean speaks(String server) {
        int colon = server.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            InetAddress host = InetAddress.getByName(server.substring(0, colon));
            socket.connect(new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1))), LIMIT_MILLIS);
            socket.setSoTimeout(LIMIT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(request());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            return length >= Integer.BYTES && length <= LENGTH_MAX && in.readInt() == CORRELATION;
        } catch (IOException | IllegalArgumentException e) {
            return true; // which the clients find out for themselves, and tell
        }
    }

    private static byte[] request() {
        int length = 2 * Short.BYTES + Integer.BYTES + Short.BYTES + CLIENT.length;
        return ByteBuffer.allocate(Integer.BYTES + length)
                .putInt(length)
                .putShort((short) API_VERSIONS)
                .putShort((short) 0)
                .putInt(CORRELATION)
                .putShort((short) CLIENT.length)
                .put(CLIENT)
                .array();
    }
}
