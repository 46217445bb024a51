package io.telpher.httpnetty.wire;

import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a head say of its connection and of where its body ends (RFC 9112 §6 and §9). Those fields stay with
 * the connection: they are hidden from whoever reads the message.
 */
final class Framing {
    private static final FieldName[] NAMES = {
        FieldName.CONNECTION, FieldName.CONTENT_LENGTH, FieldName.TRANSFER_ENCODING, FieldName.HOST,
        FieldName.KEEP_ALIVE, FieldName.PROXY_CONNECTION, FieldName.TE, FieldName.TRAILER,
        FieldName.UPGRADE, FieldName.EXPECT, FieldName.HTTP2_SETTINGS
    };
    private static final int SHIFT = 26;
    private static final int MULTIPLIER = multiplier();
    private static final @Nullable FieldName[] TABLE = table(MULTIPLIER);

    /** A Connection field may not take these from the next hop: they are not its to give (RFC 9110 §7.6.1). */
    private static final Set<String> END_TO_END = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "content-type",
            "content-encoding",
            "authorization",
            "cookie",
            "set-cookie",
            "forwarded",
            "via",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-port",
            "x-real-ip",
            "cache-control",
            "expect");

    private final byte[] bytes;
    private final HeadScanner scan;
    private final int base;
    private long hiddenLow;
    private long hiddenHigh;

    long length = -1;
    boolean chunked;
    boolean close;
    boolean keepAlive;
    boolean upgradeToken;
    boolean upgrade;
    boolean expectContinue;
    boolean takesTrailers;
    int keepAliveSeconds = -1;
    int hostAt = -1;
    private int lengthAt = -1;
    private @Nullable String nominated;

    /** Reads the fields that {@code scan} found in {@code bytes} from {@code base} on. */
    Framing(byte[] bytes, int base, HeadScanner scan) {
        this.bytes = bytes;
        this.base = base;
        this.scan = scan;
    }

    private static int multiplier() {
        for (int candidate = 0x9E3779B1; ; candidate += 2) {
            boolean[] used = new boolean[1 << (32 - SHIFT)];
            boolean perfect = true;
            for (FieldName name : NAMES) {
                int slot = (name.hash() * candidate) >>> SHIFT;
                perfect &= !used[slot];
                used[slot] = true;
            }
            if (perfect) {
                return candidate;
            }
        }
    }

    private static @Nullable FieldName[] table(int multiplier) {
        @Nullable FieldName[] table = new FieldName[1 << (32 - SHIFT)];
        for (FieldName name : NAMES) {
            table[(name.hash() * multiplier) >>> SHIFT] = name;
        }
        return table;
    }

    /** Reads everything, or refuses it. */
    void read() throws BadMessage {
        for (int i = 0; i < scan.count(); i++) {
            int hash = scan.hash(i);
            FieldName name = TABLE[(hash * MULTIPLIER) >>> SHIFT];
            if (name != null
                    && name.hash() == hash
                    && name.matches(bytes, base + scan.nameStart(i), base + scan.nameEnd(i))) {
                special(name, i);
            }
        }
        if (chunked && length >= 0) {
            throw new BadMessage(400, "both Transfer-Encoding and Content-Length (RFC 9112 section 6.1)");
        }
        if (nominated != null) {
            hideNominated(nominated);
        }
    }

    private void special(FieldName name, int i) throws BadMessage {
        if (name == FieldName.CONNECTION) {
            connection(i);
        } else if (name == FieldName.CONTENT_LENGTH) {
            contentLength(i);
        } else if (name == FieldName.TRANSFER_ENCODING) {
            transferEncoding(i);
        } else if (name == FieldName.HOST) {
            if (hostAt >= 0) {
                throw new BadMessage(400, "more than one Host (RFC 9112 section 3.2)");
            }
            hostAt = i;
            hide(i);
        } else if (name == FieldName.EXPECT) {
            if (!is(i, "100-continue")) {
                throw new BadMessage(417, "an expectation other than 100-continue (RFC 9110 section 10.1.1)");
            }
            expectContinue = true;
        } else if (name == FieldName.UPGRADE) {
            upgrade = true;
        } else if (name == FieldName.TE) {
            takesTrailers |= value(i).toLowerCase(Locale.ROOT).contains("trailers");
            hide(i);
        } else if (name == FieldName.KEEP_ALIVE) {
            keepAliveSeconds = keepAliveTimeout(value(i));
            hide(i);
        } else {
            hide(i); // Proxy-Connection, HTTP2-Settings, Trailer
        }
    }

    private void connection(int i) throws BadMessage {
        hide(i);
        if (is(i, "keep-alive")) {
            keepAlive = true;
        } else if (is(i, "close")) {
            close = true;
        } else {
            for (String option : value(i).split(",", -1)) {
                option(option.strip().toLowerCase(Locale.ROOT));
            }
        }
    }

    private void option(String option) throws BadMessage {
        switch (option) {
            case "close" -> close = true;
            case "keep-alive" -> keepAlive = true;
            case "upgrade" -> upgradeToken = true;
            case "", "te", "http2-settings", "proxy-connection" -> {}
            default -> {
                if (END_TO_END.contains(option)) {
                    throw new BadMessage(
                            400,
                            "Connection names " + option + ", which is not its to remove (RFC 9110 section 7.6.1)");
                }
                nominated = nominated == null ? option : nominated + "," + option;
            }
        }
    }

    private void hideNominated(String names) {
        for (String name : names.split(",", -1)) {
            for (int i = 0; i < scan.count(); i++) {
                if (scan.nameEnd(i) - scan.nameStart(i) == name.length()
                        && text(scan.nameStart(i), scan.nameEnd(i)).equalsIgnoreCase(name)) {
                    hide(i);
                }
            }
        }
    }

    private void contentLength(int i) throws BadMessage {
        if (lengthAt >= 0) {
            throw new BadMessage(400, "more than one Content-Length (RFC 9112 section 6.3)");
        }
        lengthAt = i;
        int from = base + scan.valueStart(i);
        int to = base + scan.valueEnd(i);
        long value = 0;
        boolean good = to > from && to - from <= 18;
        for (int at = from; good && at < to; at++) {
            int digit = bytes[at] - '0';
            good = digit >= 0 && digit <= 9;
            value = value * 10 + digit;
        }
        if (!good) {
            throw new BadMessage(400, "a Content-Length that is not a number of 1 to 18 digits (RFC 9110 section 8.6)");
        }
        length = value;
        hide(i);
    }

    private void transferEncoding(int i) throws BadMessage {
        if (chunked) {
            throw new BadMessage(400, "more than one Transfer-Encoding (RFC 9112 section 6.1)");
        }
        if (!is(i, "chunked")) {
            boolean muddled = value(i).toLowerCase(Locale.ROOT).contains("chunked") || value(i).isEmpty();
            throw new BadMessage(muddled ? 400 : 501, "a Transfer-Encoding other than chunked (RFC 9112 section 6.1)");
        }
        chunked = true;
        hide(i);
    }

    private static int keepAliveTimeout(String value) {
        for (String parameter : value.split(",", -1)) {
            String text = parameter.strip().toLowerCase(Locale.ROOT);
            if (text.startsWith("timeout=") && text.substring(8).matches("\\d{1,7}")) {
                return Integer.parseInt(text.substring(8));
            }
        }
        return -1;
    }

    private boolean is(int i, String wanted) {
        int from = base + scan.valueStart(i);
        if (base + scan.valueEnd(i) - from != wanted.length()) {
            return false;
        }
        for (int k = 0; k < wanted.length(); k++) {
            if ((bytes[from + k] | 0x20) != (wanted.charAt(k) | 0x20)) {
                return false;
            }
        }
        return true;
    }

    String value(int i) {
        return text(scan.valueStart(i), scan.valueEnd(i));
    }

    private String text(int from, int to) {
        return new String(bytes, base + from, to - from, StandardCharsets.ISO_8859_1);
    }

    private void hide(int i) {
        if (i < 64) {
            hiddenLow |= 1L << i;
        } else {
            hiddenHigh |= 1L << (i - 64);
        }
    }

    /** Shows the length again: that of a body which is described but not sent (HEAD, 304). */
    void showLength() {
        if (lengthAt >= 64) {
            hiddenHigh &= ~(1L << (lengthAt - 64));
        } else if (lengthAt >= 0) {
            hiddenLow &= ~(1L << lengthAt);
        }
    }

    /** Nobody is upgraded to HTTP/2 by way of us: it would be a tunnel past everything that is decided here. */
    boolean upgradesToHttp2() {
        for (int i = 0; i < scan.count(); i++) {
            if (scan.hash(i) == FieldName.UPGRADE.hash()
                    && value(i).toLowerCase(Locale.ROOT).contains("h2c")) {
                return true;
            }
        }
        return false;
    }

    void hideUpgrade() {
        for (int i = 0; i < scan.count(); i++) {
            if (scan.hash(i) == FieldName.UPGRADE.hash()) {
                hide(i);
            }
        }
    }

    /** The fields that are left for others, over the head's own copy of its bytes. */
    Fields fields(byte[] head) {
        return Fields.scanned(head, scan.index(), scan.count(), hiddenLow, hiddenHigh);
    }
}
