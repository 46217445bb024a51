package io.telpher.httpnetty.wire.h2;

import io.telpher.http.FieldName;
import io.telpher.http.Tokens;
import io.telpher.httpnetty.wire.HeadScanner;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A field in a decoder's table: its line as {@link DecodedHead} copies it, judged once when it came. Immutable. */
final class TableEntry {
    /** What an entry counts for beside its name and value (RFC 7541 §4.1). */
    static final int OVERHEAD = 32;
    /** Behind the name, and behind the value. */
    static final int SEPARATOR = 2;

    final byte[] line;
    final int nameBytes;
    final int hash;
    final Kind kind;
    /** Why a message with this name is malformed, or null. */
    final @Nullable String nameFault;
    /** Why a message with this value is malformed, or null. */
    final @Nullable String valueFault;

    TableEntry(
            byte[] line, int nameBytes, int hash, Kind kind, @Nullable String nameFault, @Nullable String valueFault) {
        this.line = line;
        this.nameBytes = nameBytes;
        this.hash = hash;
        this.kind = kind;
        this.nameFault = nameFault;
        this.valueFault = valueFault;
    }

    /** An entry of the static table. */
    static TableEntry of(String name, String value) {
        byte[] line = (name + ": " + value + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        int hash = FieldName.hash(line, 0, name.length());
        return new TableEntry(line, name.length(), hash, Kind.of(hash, line, 0, name.length()), null, null);
    }

    /** What it counts for. */
    int size() {
        return line.length - 2 * SEPARATOR + OVERHEAD;
    }

    /** What is wrong with this name, or null (RFC 9113 §8.2.1, §8.3). */
    static @Nullable String nameFault(Kind kind, byte[] bytes, int from, int to) {
        if (kind.pseudo()) {
            return null;
        }
        if (from == to) {
            return "a field without a name (RFC 9113 section 8.2.1)";
        }
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (!Tokens.isTokenByte(b) || (b >= 'A' && b <= 'Z')) {
                return b == ':' && i == from
                        ? "a pseudo-header field that does not exist (RFC 9113 section 8.3)"
                        : "a field name with something other than lower-case token characters (RFC 9113 section 8.2.1)";
            }
        }
        return kind == Kind.CONNECTION
                ? "a field that belongs to connections of HTTP/1.1 (RFC 9113 section 8.2.2)"
                : null;
    }

    /** What is wrong with this value, or null (RFC 9113 §8.2.1, §8.2.2). */
    static @Nullable String valueFault(Kind kind, byte[] bytes, int from, int to) {
        if (!HeadScanner.isText(bytes, from, to)) {
            return "a control character in a field value (RFC 9113 section 8.2.1)";
        }
        if (from < to && (blank(bytes[from]) || blank(bytes[to - 1]))) {
            return "white space around a field value (RFC 9113 section 8.2.1)";
        }
        if (kind == Kind.TE && !Arrays.equals(bytes, from, to, TRAILERS, 0, TRAILERS.length)) {
            return "a TE other than trailers (RFC 9113 section 8.2.2)";
        }
        return null;
    }

    private static final byte[] TRAILERS = "trailers".getBytes(StandardCharsets.ISO_8859_1);

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }
}
