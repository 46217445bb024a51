package io.telpher.httpnetty.wire.h2;

import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.HeadLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Short words for the tests of HPACK. */
final class Hpack {
    private Hpack() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static String hex(Block block) {
        return HexFormat.of().formatHex(block.bytes(), 0, block.length());
    }

    static byte[] bytes(Block block) {
        return Arrays.copyOf(block.bytes(), block.length());
    }

    static DecodedHead decode(HpackDecoder decoder, byte[] block) throws BadFrame {
        DecodedHead head = new DecodedHead(HeadLimits.DEFAULT);
        decoder.decode(block, 0, block.length, head);
        return head;
    }

    /** Pseudo-header fields and fields, a line each. */
    static String text(DecodedHead head) throws BadMessage {
        StringBuilder text = new StringBuilder();
        for (Kind kind : Kind.values()) {
            if (kind.pseudo() && head.has(kind)) {
                text.append(':').append(kind.name().toLowerCase(java.util.Locale.ROOT));
                text.append(": ").append(head.text(kind)).append('\n');
            }
        }
        return text.append(head.judged().allFields()).toString();
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
