package io.telpher.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The name of a field, in lower case: names are case-insensitive (RFC 9110 §5.1). Keep them in constants: making one
 * computes the hash by which {@link Fields} finds it without comparing strings.
 */
public final class FieldName {
    public static final FieldName ACCEPT_ENCODING = of("accept-encoding");
    public static final FieldName ACCEPT_RANGES = of("accept-ranges");
    public static final FieldName AGE = of("age");
    public static final FieldName ALLOW = of("allow");
    public static final FieldName AUTHORIZATION = of("authorization");
    public static final FieldName CACHE_CONTROL = of("cache-control");
    public static final FieldName CONNECTION = of("connection");
    public static final FieldName CONTENT_ENCODING = of("content-encoding");
    public static final FieldName CONTENT_LENGTH = of("content-length");
    public static final FieldName CONTENT_LOCATION = of("content-location");
    public static final FieldName CONTENT_RANGE = of("content-range");
    public static final FieldName CONTENT_TYPE = of("content-type");
    public static final FieldName COOKIE = of("cookie");
    public static final FieldName DATE = of("date");
    public static final FieldName ETAG = of("etag");
    public static final FieldName EXPECT = of("expect");
    public static final FieldName EXPIRES = of("expires");
    public static final FieldName FORWARDED = of("forwarded");
    public static final FieldName HOST = of("host");
    public static final FieldName HTTP2_SETTINGS = of("http2-settings");
    public static final FieldName IF_MATCH = of("if-match");
    public static final FieldName IF_MODIFIED_SINCE = of("if-modified-since");
    public static final FieldName IF_NONE_MATCH = of("if-none-match");
    public static final FieldName IF_RANGE = of("if-range");
    public static final FieldName IF_UNMODIFIED_SINCE = of("if-unmodified-since");
    public static final FieldName KEEP_ALIVE = of("keep-alive");
    public static final FieldName LAST_MODIFIED = of("last-modified");
    public static final FieldName LOCATION = of("location");
    public static final FieldName PRAGMA = of("pragma");
    public static final FieldName PROXY_AUTHENTICATE = of("proxy-authenticate");
    public static final FieldName PROXY_AUTHORIZATION = of("proxy-authorization");
    public static final FieldName PROXY_CONNECTION = of("proxy-connection");
    public static final FieldName PROXY_STATUS = of("proxy-status");
    public static final FieldName RANGE = of("range");
    public static final FieldName RETRY_AFTER = of("retry-after");
    public static final FieldName SERVER = of("server");
    public static final FieldName SET_COOKIE = of("set-cookie");
    public static final FieldName STRICT_TRANSPORT_SECURITY = of("strict-transport-security");
    public static final FieldName TE = of("te");
    public static final FieldName TRAILER = of("trailer");
    public static final FieldName TRANSFER_ENCODING = of("transfer-encoding");
    public static final FieldName UPGRADE = of("upgrade");
    public static final FieldName USER_AGENT = of("user-agent");
    public static final FieldName VARY = of("vary");
    public static final FieldName VIA = of("via");
    public static final FieldName X_FORWARDED_FOR = of("x-forwarded-for");
    public static final FieldName X_FORWARDED_HOST = of("x-forwarded-host");
    public static final FieldName X_FORWARDED_PORT = of("x-forwarded-port");
    public static final FieldName X_FORWARDED_PROTO = of("x-forwarded-proto");
    public static final FieldName X_REAL_IP = of("x-real-ip");

    private final String text;
    private final byte[] bytes;
    private final int hash;

    private FieldName(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        this.hash = hash(bytes, 0, bytes.length);
    }

    /** The name of this text, in any case. @throws IllegalArgumentException if it is not a token (RFC 9110 §5.6.2) */
    public static FieldName of(String text) {
        if (!Tokens.isToken(text)) {
            throw new IllegalArgumentException("not a field name: \"" + text + "\" (RFC 9110 section 5.1)");
        }
        return new FieldName(text.toLowerCase(Locale.ROOT));
    }

    /** The hash of a name in any case: the scanner computes the same while it reads. */
    public static int hash(byte[] bytes, int from, int to) {
        int h = 0;
        for (int i = from; i < to; i++) {
            h = 31 * h + (bytes[i] | 0x20);
        }
        return h;
    }

    /** True if the bytes are this name, in any case. */
    public boolean matches(byte[] other, int from, int to) {
        if (to - from != bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (Tokens.lower(other[from + i]) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** The name in lower case. */
    public String text() {
        return text;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The hash of the name, as {@link #hash(byte[], int, int)} computes it. */
    public int hash() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof FieldName name && name.hash == hash && name.text.equals(text));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return text;
    }
}
