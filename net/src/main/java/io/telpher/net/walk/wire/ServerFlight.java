package io.telpher.net.walk.wire;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes that a TLS server sends, read only for the group of the key exchange, which no TLS library tells:
 * {@code key_share} of the ServerHello (RFC 8446 §4.2.8) or the curve of the ServerKeyExchange (RFC 8422 §5.4).
 */
public final class ServerFlight {
    private static final int RECORD_HANDSHAKE = 22;
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int KEY_SHARE = 51;
    private static final int NAMED_CURVE = 3;

    private ServerFlight() {}

    /** The group's name in the registry of TLS, or null if these bytes do not say it. */
    public static @Nullable String group(byte[] flight) {
        ByteBuffer messages = ByteBuffer.wrap(handshake(ByteBuffer.wrap(flight)));
        int group = -1;
        while (messages.remaining() >= 4) {
            int type = messages.get();
            int length = (messages.get() & 0xff) << 16 | (messages.getShort() & 0xffff);
            if (length > messages.remaining()) {
                break;
            }
            ByteBuffer body = messages.slice(messages.position(), length);
            messages.position(messages.position() + length);
            int found = groupOf(type, body);
            group = found >= 0 ? found : group; // after a HelloRetryRequest the second ServerHello counts
        }
        return group < 0 ? null : name(group);
    }

    private static byte[] handshake(ByteBuffer records) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        while (records.remaining() >= 5) {
            int type = records.get();
            int version = records.getShort();
            int length = records.getShort() & 0xffff;
            if (version >>> 8 != 3 || length > records.remaining()) {
                break;
            }
            byte[] fragment = new byte[length];
            records.get(fragment);
            if (type == RECORD_HANDSHAKE) {
                plain.writeBytes(fragment);
            }
        }
        return plain.toByteArray();
    }

    private static int groupOf(int type, ByteBuffer body) {
        try {
            return switch (type) {
                case SERVER_HELLO -> keyShare(body);
                case SERVER_KEY_EXCHANGE -> body.get() == NAMED_CURVE ? body.getShort() & 0xffff : -1;
                default -> -1;
            };
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return -1; // not the shape that we know: the TLS library judges it, not we
        }
    }

    private static int keyShare(ByteBuffer hello) {
        hello.position(2 + 32);
        int sessionBytes = hello.get() & 0xff;
        hello.position(hello.position() + sessionBytes + 2 + 1);
        if (!hello.hasRemaining()) {
            return -1;
        }
        hello.getShort();
        while (hello.remaining() >= 4) {
            int extension = hello.getShort() & 0xffff;
            int length = hello.getShort() & 0xffff;
            if (extension == KEY_SHARE) {
                return hello.getShort() & 0xffff;
            }
            hello.position(hello.position() + length);
        }
        return -1;
    }

    private static String name(int group) {
        return switch (group) {
            case 23 -> "secp256r1";
            case 24 -> "secp384r1";
            case 25 -> "secp521r1";
            case 29 -> "x25519";
            case 30 -> "x448";
            case 256 -> "ffdhe2048";
            case 257 -> "ffdhe3072";
            case 258 -> "ffdhe4096";
            case 4587 -> "SecP256r1MLKEM768";
            case 4588 -> "X25519MLKEM768";
            case 4589 -> "SecP384r1MLKEM1024";
            default -> "group " + group;
        };
    }
}
