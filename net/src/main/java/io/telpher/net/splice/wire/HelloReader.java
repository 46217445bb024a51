package io.telpher.net.splice.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the first bytes of a TLS connection whom the client wants (RFC 8446 §4.1.2, RFC 6066 §3, RFC 7301), without
 * ending TLS. A ClientHello may lie in several records. Where it is encrypted (ECH), the name is the outer, public one.
 */
public final class HelloReader {
    /** How many bytes are looked at; with post-quantum key shares a ClientHello has about 2 KiB. */
    public static final int BYTES_MAX = 16 * 1024;

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RECORD_BYTES_MAX = 1 << 14;
    private static final int RECORD_HEADER = 5;
    private static final int VERSION_AND_RANDOM = 34;
    private static final int SERVER_NAME = 0;
    private static final int PROTOCOLS = 16;
    private static final int HOST_NAME = 0;
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9._-]{0,252}[a-z0-9_])?\\.?");

    private HelloReader() {}

    /** What came of it. */
    public sealed interface Result {
        /** More bytes are needed. */
        record Incomplete() implements Result {}

        /** It is no ClientHello. */
        record None(String why) implements Result {}

        /**
         * A ClientHello.
         *
         * @param serverName the host that it names, in lower case and without a final dot, or null
         * @param protocols what it offers by ALPN
         */
        record Hello(@Nullable String serverName, List<String> protocols) implements Result {}
    }

    private static final Result INCOMPLETE = new Result.Incomplete();

    /** Reads what has come so far. */
    public static Result read(byte[] bytes) {
        try {
            ByteBuffer hello = hello(ByteBuffer.wrap(bytes));
            return hello == null ? INCOMPLETE : parse(hello);
        } catch (BufferUnderflowException e) {
            return new Result.None("a ClientHello whose lengths contradict each other");
        } catch (IllegalArgumentException e) {
            return new Result.None(String.valueOf(e.getMessage()));
        }
    }

    /** The body of the ClientHello, put together from its records; null if it is not whole yet. */
    private static @Nullable ByteBuffer hello(ByteBuffer in) {
        ByteBuffer whole = ByteBuffer.allocate(in.remaining());
        int wanted = Integer.MAX_VALUE;
        while (whole.position() < wanted) {
            if (in.hasRemaining() && in.get(in.position()) != HANDSHAKE) {
                throw new IllegalArgumentException("the connection does not begin with TLS");
            }
            if (in.remaining() < RECORD_HEADER) {
                return null;
            }
            in.get();
            int major = in.get();
            in.get();
            int length = in.getShort() & 0xffff;
            if (major != 3 || length == 0 || length > RECORD_BYTES_MAX) {
                throw new IllegalArgumentException("the connection does not begin with TLS");
            }
            whole.put(part(in, Math.min(length, in.remaining())));
            if (whole.position() >= 4) {
                wanted = 4 + wanted(whole);
            }
            if (!in.hasRemaining() && whole.position() < wanted) {
                return null;
            }
        }
        return whole.slice(4, wanted - 4);
    }

    private static int wanted(ByteBuffer whole) {
        int head = whole.getInt(0);
        int length = head & 0xffffff;
        if (head >>> 24 != CLIENT_HELLO) {
            throw new IllegalArgumentException("TLS that does not begin with a ClientHello");
        }
        if (length > BYTES_MAX) {
            throw new IllegalArgumentException("a ClientHello of more than " + BYTES_MAX + " bytes");
        }
        return length;
    }

    private static Result parse(ByteBuffer hello) {
        part(hello, VERSION_AND_RANDOM);
        part(hello, hello.get() & 0xff); // session id
        part(hello, hello.getShort() & 0xffff); // suites
        part(hello, hello.get() & 0xff); // compressions
        String name = null;
        List<String> protocols = List.of();
        if (hello.hasRemaining()) {
            ByteBuffer extensions = part(hello, hello.getShort() & 0xffff);
            while (extensions.hasRemaining()) {
                int type = extensions.getShort() & 0xffff;
                ByteBuffer extension = part(extensions, extensions.getShort() & 0xffff);
                if (type == SERVER_NAME) {
                    name = serverName(extension);
                } else if (type == PROTOCOLS) {
                    protocols = protocols(extension);
                }
            }
        }
        return new Result.Hello(name, protocols);
    }

    private static @Nullable String serverName(ByteBuffer extension) {
        ByteBuffer names = part(extension, extension.getShort() & 0xffff);
        while (names.hasRemaining()) {
            int type = names.get();
            String name = text(part(names, names.getShort() & 0xffff)).toLowerCase(Locale.ROOT);
            if (type == HOST_NAME) {
                if (!NAME.matcher(name).matches()) {
                    throw new IllegalArgumentException("a ClientHello that names no host");
                }
                return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
            }
        }
        return null;
    }

    private static List<String> protocols(ByteBuffer extension) {
        ByteBuffer names = part(extension, extension.getShort() & 0xffff);
        List<String> all = new ArrayList<>();
        while (names.hasRemaining()) {
            all.add(text(part(names, names.get() & 0xff)));
        }
        return List.copyOf(all);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }

    private static ByteBuffer part(ByteBuffer in, int bytes) {
        if (bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = in.slice(in.position(), bytes);
        in.position(in.position() + bytes);
        return part;
    }
}
