package io.telpher.httpnetty.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Method;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.RequestHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Mutated and random field blocks, many on one connection: whatever comes, the decoder answers or throws {@link BadFrame},
 * holds no more than its limits, and understands what Netty's understands. The seed is fixed, so a failure can be repeated.
 */
class HpackMutationTest {
    private static final int SHORT = 20_000;
    private static final int LONG = 2_000_000;
    private static final int BLOCK_BYTES_MAX = 4_000;
    private static final int BLOCKS_MAX = 20;

    private static final Fields FIELDS = Fields.of(
            Field.of(FieldName.USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"),
            Field.of(FieldName.of("accept"), "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"),
            Field.of(FieldName.COOKIE, "session=0123456789abcdef"),
            Field.of(FieldName.CONTENT_LENGTH, "0"),
            Field.of(FieldName.TE, "trailers"),
            Field.of(FieldName.of("x-\u0062"), "\u00e9\u00ff"));

    @Test
    void blocks() throws Exception {
        connections(SHORT);
    }

    @Test
    @Tag("slow")
    void manyMore() throws Exception {
        connections(LONG);
    }

    private static void connections(int blocks) throws Exception {
        Random random = new Random(blocks);
        List<byte[]> seeds = seeds();
        DecodedHead head = new DecodedHead(HeadLimits.DEFAULT);
        for (int i = 0; i < blocks; ) {
            i += connection(random, seeds, head);
        }
    }

    /** @return how many blocks it took until the connection was broken */
    private static int connection(Random random, List<byte[]> seeds, DecodedHead head) throws Exception {
        HpackDecoder ours = new HpackDecoder();
        DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, 1 << 24);
        for (int i = 1; i <= BLOCKS_MAX; i++) {
            byte[] block = block(random, seeds);
            String said = ours(ours, block, head);
            String theirs = netty(netty, block);
            String what = HexFormat.of().formatHex(block);
            assertThat(head.bytes().length).as(what).isLessThan(3 * HeadLimits.DEFAULT.bytes());
            if (said.startsWith("broken")) {
                boolean stricter = said.contains("28 bits") || said.contains("not agreed on");
                assertThat(stricter || theirs.startsWith("broken"))
                        .as("%s: %s, %s", what, said, theirs)
                        .isTrue();
                return i;
            }
            if (!said.startsWith("refused")) {
                assertThat(said).as(what).isEqualTo(theirs);
            } else {
                assertThat(theirs).as("%s: %s", what, said).doesNotStartWith("broken");
            }
        }
        return BLOCKS_MAX;
    }

    private static String ours(HpackDecoder decoder, byte[] block, DecodedHead head) {
        try {
            decoder.decode(block, 0, block.length, head);
        } catch (BadFrame e) {
            assertThat(e.code()).isEqualTo(ErrorCode.COMPRESSION_ERROR);
            return "broken: " + e.detail();
        }
        judge(head);
        try {
            return sorted(Hpack.text(head).lines());
        } catch (BadMessage e) {
            return "refused: " + e.detail();
        }
    }

    /** Whatever is taken as a request can be written as one of HTTP/1.1. */
    private static void judge(DecodedHead head) {
        try {
            RequestHead request = head.request(true, new RequestHead.HostMemo());
            assertThat(request.target().path() + request.authority()).doesNotContain(" ", "\r", "\n", "\0");
            request.fields()
                    .lines((bytes, offset, length) ->
                            line(new String(bytes, offset, length, java.nio.charset.StandardCharsets.ISO_8859_1)));
        } catch (BadMessage e) {
            assertThat(e.status()).isBetween(400, 501);
        }
        try {
            assertThat(head.response(Method.GET, false).status()).isBetween(100, 599);
        } catch (BadMessage e) {
            assertThat(e.status()).isBetween(400, 502);
        }
    }

    private static void line(String run) {
        for (String line : run.split("\r\n", -1)) {
            assertThat(line).doesNotContain("\r", "\n", "\0");
            assertThat(line.isEmpty() || line.matches("[^ :]+:.*")).as(line).isTrue();
        }
    }

    private static String netty(DefaultHttp2HeadersDecoder decoder, byte[] block) {
        try {
            Http2Headers headers = decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block));
            List<String> lines = new ArrayList<>();
            headers.forEach(entry -> lines.add(entry.getKey() + ": " + entry.getValue()));
            return sorted(lines.stream());
        } catch (Http2Exception | RuntimeException e) {
            return "broken: " + e.getMessage();
        }
    }

    private static String sorted(java.util.stream.Stream<String> lines) {
        return String.join(
                "\n", lines.filter(line -> !line.startsWith("cookie:")).sorted().toList());
    }

    private static List<byte[]> seeds() {
        HpackEncoder encoder = new HpackEncoder();
        Block block = new Block();
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            encoder.begin(block).method(i == 2 ? "POST" : "GET").scheme("https").authority("www.example.org");
            encoder.path("/path/" + i, i == 1 ? "a=b" : null).fields(FIELDS);
            seeds.add(Hpack.bytes(block));
            encoder.begin(block).status(200 + i).fields(FIELDS);
            seeds.add(Hpack.bytes(block));
        }
        seeds.add(RawBlock.indexing("x-large", "v".repeat(3000)));
        seeds.add(RawBlock.never("x-secret", "s"));
        seeds.add(Hpack.hex("203fe11f82"));
        return seeds;
    }

    private static byte[] block(Random random, List<byte[]> seeds) {
        if (random.nextInt(20) == 0) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] block = seeds.get(random.nextInt(seeds.size())).clone();
        for (int i = random.nextInt(3); i > 0; i--) {
            block = mutated(block, random, seeds);
        }
        return block.length > BLOCK_BYTES_MAX ? Arrays.copyOf(block, BLOCK_BYTES_MAX) : block;
    }

    private static byte[] mutated(byte[] block, Random random, List<byte[]> seeds) {
        int at = random.nextInt(block.length + 1);
        int to = Math.min(block.length, at + random.nextInt(8));
        switch (random.nextInt(5)) {
            case 0 -> {
                byte[] flipped = block.clone();
                if (flipped.length > 0) {
                    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                }
                return flipped;
            }
            case 1 -> {
                return Arrays.copyOf(block, at);
            }
            case 2 -> {
                return joined(Arrays.copyOf(block, to), Arrays.copyOfRange(block, at, block.length));
            }
            case 3 -> {
                return joined(Arrays.copyOf(block, at), Arrays.copyOfRange(block, to, block.length));
            }
            default -> {
                return joined(block, seeds.get(random.nextInt(seeds.size())));
            }
        }
    }

    private static byte[] joined(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }
}
