package io.telpher.httpnetty.wire.h2;

import io.telpher.http.FieldName;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a field's name means to the framing of HTTP/2 (RFC 9113 §8.2 and §8.3). */
enum Kind {
    ORDINARY(""),
    METHOD(":method"),
    SCHEME(":scheme"),
    AUTHORITY(":authority"),
    PATH(":path"),
    PROTOCOL(":protocol"),
    STATUS(":status"),
    COOKIE("cookie"),
    HOST("host"),
    CONTENT_LENGTH("content-length"),
    EXPECT("expect"),
    TE("te"),
    TRAILER("trailer"),
    /** Of the connection: what HTTP/2 has no use for, and what smuggles when it is passed on (§8.2.2). */
    CONNECTION("connection keep-alive proxy-connection transfer-encoding upgrade http2-settings");

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Named(byte[] name, Kind kind) {}

    /** How many pseudo-header fields there are: see {@link #place}. */
    static final int PLACES = 6;

    private static final int SLOTS = 64;
    private static final @Nullable Named[] TABLE = new Named[SLOTS];

    static {
        for (Kind kind : values()) {
            for (String name : kind.names.split(" ")) {
                byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
                int slot = slot(FieldName.hash(bytes, 0, bytes.length));
                while (TABLE[slot] != null) {
                    slot = (slot + 1) & (SLOTS - 1);
                }
                TABLE[slot] = new Named(bytes, kind);
            }
        }
    }

    private final String names;

    Kind(String names) {
        this.names = names;
    }

    /** True for a pseudo-header field. */
    boolean pseudo() {
        return place() >= 0 && place() < PLACES;
    }

    /** From 0 on for the pseudo-header fields; anything else for the others. */
    @SuppressWarnings("EnumOrdinal") // they stand behind ORDINARY
    int place() {
        return ordinal() - 1;
    }

    /** The kind of a name in lower case that has this hash. */
    static Kind of(int hash, byte[] bytes, int from, int to) {
        for (int slot = slot(hash); ; slot = (slot + 1) & (SLOTS - 1)) {
            Named named = TABLE[slot];
            if (named == null) {
                return ORDINARY;
            }
            if (java.util.Arrays.equals(bytes, from, to, named.name, 0, named.name.length)) {
                return named.kind;
            }
        }
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 16) & (SLOTS - 1);
    }
}
