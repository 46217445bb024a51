package io.telpher.net.proxyprotocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The type-length-value part of a version 2 header. */
final class ProxyTlvs {
    private static final int ALPN = 0x01;
    private static final int AUTHORITY = 0x02;
    private static final int CRC = 0x03;
    private static final int UNIQUE_ID = 0x05;
    private static final int SSL = 0x20;
    private static final int SSL_VERSION = 0x21;
    private static final int SSL_CN = 0x22;
    private static final int SSL_CIPHER = 0x23;

    private static final int TLV_HEAD = 3;
    private static final int SSL_HEAD = 5;
    private static final int UNIQUE_ID_MAX = 128;
    private static final int TEXT_MAX = 255;
    private static final int CLIENT_SSL = 1;
    private static final int CLIENT_CERTIFICATE = 2 | 4; // on this connection or in this session

    private @Nullable String authority;
    private @Nullable String alpn;
    private @Nullable String uniqueId;
    private ProxyExtras.@Nullable Tls tls;

    private ProxyTlvs() {}

    /** Reads them from {@code start} to {@code end}, which is the end of the header. */
    static ProxyExtras read(byte[] bytes, int start, int end) throws BadProxyHeader {
        ProxyTlvs read = new ProxyTlvs();
        boolean checked = false;
        for (int at = start; at < end; at += TLV_HEAD + length(bytes, at)) {
            int length = length(bytes, at, end);
            if ((bytes[at] & 0xff) != CRC) {
                read.one(bytes[at] & 0xff, bytes, at + TLV_HEAD, length);
                continue;
            }
            if (checked || length != 4) {
                throw new BadProxyHeader("a checksum that is no CRC-32C, or a second one");
            }
            checked = true;
            check(bytes, at + TLV_HEAD, end);
        }
        return new ProxyExtras(read.authority, read.alpn, read.uniqueId, read.tls);
    }

    private void one(int type, byte[] bytes, int at, int length) throws BadProxyHeader {
        switch (type) {
            case ALPN -> alpn = text(bytes, at, length);
            case AUTHORITY -> authority = text(bytes, at, length);
            case UNIQUE_ID -> {
                if (length > UNIQUE_ID_MAX) {
                    throw new BadProxyHeader("a unique id of more than " + UNIQUE_ID_MAX + " bytes");
                }
                uniqueId = HexFormat.of().formatHex(bytes, at, at + length);
            }
            case SSL -> tls = tls(bytes, at, length);
            default -> {} // the specification wants unknown ones skipped
        }
    }

    private static ProxyExtras.Tls tls(byte[] bytes, int start, int length) throws BadProxyHeader {
        if (length < SSL_HEAD) {
            throw new BadProxyHeader("a TLV about TLS that is too short");
        }
        int client = bytes[start];
        boolean verified =
                (client & CLIENT_CERTIFICATE) != 0 && ByteBuffer.wrap(bytes).getInt(start + 1) == 0;
        String version = null;
        String cipher = null;
        String name = null;
        int end = start + length;
        for (int at = start + SSL_HEAD; at < end; at += TLV_HEAD + length(bytes, at)) {
            int size = length(bytes, at, end);
            switch (bytes[at] & 0xff) {
                case SSL_VERSION -> version = text(bytes, at + TLV_HEAD, size);
                case SSL_CN -> name = text(bytes, at + TLV_HEAD, size);
                case SSL_CIPHER -> cipher = text(bytes, at + TLV_HEAD, size);
                default -> {} // as above
            }
        }
        return new ProxyExtras.Tls((client & CLIENT_SSL) != 0, verified, version, cipher, name);
    }

    private static int length(byte[] bytes, int at, int end) throws BadProxyHeader {
        if (end - at < TLV_HEAD || end - at - TLV_HEAD < length(bytes, at)) {
            throw new BadProxyHeader("a TLV that goes beyond its end");
        }
        return length(bytes, at);
    }

    private static int length(byte[] bytes, int at) {
        return ((bytes[at + 1] & 0xff) << 8) | (bytes[at + 2] & 0xff);
    }

    /** Texts end in logs and fields: no control characters, and not endless. */
    private static String text(byte[] bytes, int at, int length) throws BadProxyHeader {
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        if (length > TEXT_MAX || text.chars().anyMatch(Character::isISOControl)) {
            throw new BadProxyHeader("a text with control characters, or of more than " + TEXT_MAX + " bytes");
        }
        return text;
    }

    /** The sum is that of the whole header with zeros in its own place. */
    private static void check(byte[] bytes, int at, int end) throws BadProxyHeader {
        if (ByteBuffer.wrap(bytes).getInt(at) != sum(bytes, at, end)) {
            throw new BadProxyHeader("the checksum is wrong");
        }
    }

    private static int sum(byte[] bytes, int at, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, at);
        crc.update(new byte[4]);
        crc.update(bytes, at + 4, end - at - 4);
        return (int) crc.getValue();
    }

    /** Writes what is known, and room for a checksum at the end. */
    static void write(ProxyExtras extras, ByteBuffer out) {
        put(ALPN, extras.alpn(), out);
        put(AUTHORITY, extras.authority(), out);
        if (extras.uniqueId() != null) {
            put(UNIQUE_ID, HexFormat.of().parseHex(extras.uniqueId()), out);
        }
        if (extras.tls() != null) {
            put(SSL, tls(extras.tls()), out);
        }
        put(CRC, new byte[4], out);
    }

    private static byte[] tls(ProxyExtras.Tls tls) {
        ByteBuffer out = ByteBuffer.allocate(SSL_HEAD + 3 * (TLV_HEAD + TEXT_MAX));
        out.put((byte) ((tls.encrypted() ? CLIENT_SSL : 0) | (tls.verified() ? CLIENT_CERTIFICATE : 0)));
        out.putInt(tls.verified() ? 0 : 1);
        put(SSL_VERSION, tls.version(), out);
        put(SSL_CN, tls.commonName(), out);
        put(SSL_CIPHER, tls.cipher(), out);
        return written(out);
    }

    static byte[] written(ByteBuffer out) {
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    /** What whoever reads as strictly as we do would refuse is left out. */
    private static void put(int type, @Nullable String text, ByteBuffer out) {
        if (text != null && text.chars().noneMatch(Character::isISOControl)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length <= TEXT_MAX) {
                put(type, bytes, out);
            }
        }
    }

    private static void put(int type, byte[] bytes, ByteBuffer out) {
        out.put((byte) type).putShort((short) bytes.length).put(bytes);
    }

    /** Writes the checksum into the last four bytes of a header that has one. */
    static void seal(byte[] header) {
        if (header.length > ProxyV2.FIXED_BYTES) {
            int at = header.length - 4;
            ByteBuffer.wrap(header).putInt(at, sum(header, at, header.length));
        }
    }
}
