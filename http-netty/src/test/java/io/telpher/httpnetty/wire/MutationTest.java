package io.telpher.httpnetty.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.http.Method;
import io.telpher.testkit.corpus.Corpus;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Mutations of the corpus against the parsers: whatever comes, they answer or throw {@link BadMessage}, and what they
 * answer does not depend on how the bytes were delivered. The seed is fixed, so a failure can be repeated.
 */
class MutationTest {
    private static final long SHORT = 40_000;
    private static final long LONG = 5_000_000;
    private static final int BYTES_MAX = 4_000;

    private final List<byte[]> seeds = java.util.stream.Stream.of("h1/request", "h1/response")
            .flatMap(folder -> Corpus.ofResources(folder).stream())
            .map(Corpus.Case::raw)
            .filter(raw -> raw.length < BYTES_MAX)
            .toList();

    /** Parses from the start of some bytes and says what it made of them; "incomplete" if it wants more. */
    private interface Parser {
        String parse(byte[] bytes, int length) throws BadMessage;
    }

    @Test
    void theCrOfAnEmptyLineAloneIsNoStartLine() throws BadMessage {
        assertThat(request("\r".getBytes(ISO_8859_1), 1)).isEqualTo("incomplete");
    }

    @Test
    void requestHeads() {
        heads(MutationTest::request, SHORT);
    }

    @Test
    void responseHeads() {
        heads(MutationTest::response, SHORT);
    }

    @Test
    void chunks() {
        chunks(SHORT);
    }

    @Test
    @Tag("slow")
    void manyMore() {
        heads(MutationTest::request, LONG);
        heads(MutationTest::response, LONG);
        chunks(LONG);
    }

    private void heads(Parser parser, long count) {
        Random random = new Random(count);
        for (long i = 0; i < count; i++) {
            byte[] bytes = mutated(random);
            String whole = verdict(parser, bytes, bytes.length);
            int cut = random.nextInt(bytes.length + 1);
            String part = verdict(parser, bytes, cut);
            if (!part.equals("incomplete")) {
                // what is refused or taken of a part is refused or taken of the whole, for whatever reason
                assertThat(part.startsWith("refused"))
                        .as("%s of %d bytes: %s, then %s", text(bytes), cut, part, whole)
                        .isEqualTo(whole.startsWith("refused"));
                if (!part.startsWith("refused")) {
                    assertThat(part).as(text(bytes)).isEqualTo(whole);
                }
            }
        }
    }

    private void chunks(long count) {
        Random random = new Random(count);
        for (long i = 0; i < count; i++) {
            byte[] bytes = chunked(mutated(random));
            assertThat(dechunked(bytes, 1 + random.nextInt(9))).as(text(bytes)).isEqualTo(dechunked(bytes, 1 << 20));
        }
    }

    /** From where the head ends, else all of it. */
    private static byte[] chunked(byte[] message) {
        int end = text(message).indexOf("\r\n\r\n");
        return end < 0 ? message : Arrays.copyOfRange(message, end + 4, message.length);
    }

    private static String verdict(Parser parser, byte[] bytes, int length) {
        try {
            return parser.parse(bytes, length);
        } catch (BadMessage e) {
            assertThat(e.status()).isBetween(400, 599);
            return "refused";
        }
    }

    private static String request(byte[] bytes, int length) throws BadMessage {
        HeadScanner scanner = new HeadScanner(HeadLimits.DEFAULT);
        int end = scanner.scan(bytes, 0, length);
        if (end == HeadScanner.INCOMPLETE) {
            RequestHead.check(bytes, 0, scanner);
            return "incomplete";
        }
        RequestHead head = RequestHead.read(bytes, 0, end, scanner, new RequestHead.HostMemo());
        assertThat(head.target().path()).doesNotContain(" ", "\r", "\n");
        assertThat(head.authority()).doesNotContain(" ", "\r", "\n", "/");
        head.fields().forEach((name, value) -> assertThat(name + value).doesNotContain("\r", "\n", "\0"));
        return end + " " + head;
    }

    private static String response(byte[] bytes, int length) throws BadMessage {
        HeadScanner scanner = new HeadScanner(HeadLimits.DEFAULT);
        int end = scanner.scan(bytes, 0, length);
        if (end == HeadScanner.INCOMPLETE) {
            ResponseHead.check(bytes, 0, scanner);
            return "incomplete";
        }
        ResponseHead head = ResponseHead.read(bytes, 0, end, scanner, Method.GET);
        assertThat(head.status()).isBetween(100, 599);
        assertThat(head.length()).isGreaterThanOrEqualTo(ResponseHead.UNTIL_CLOSE);
        return end + " " + head;
    }

    /** Reads chunks as a connection does, handed over in pieces. */
    private static String dechunked(byte[] bytes, int pieceBytes) {
        ChunkReader reader = new ChunkReader();
        StringBuilder data = new StringBuilder();
        try {
            for (int start = 0; start < bytes.length && !reader.done(); start += pieceBytes) {
                int end = Math.min(bytes.length, start + pieceBytes);
                for (int at = start; at < end && !reader.done(); ) {
                    if (reader.inData()) {
                        int n = (int) Math.min(reader.remaining(), end - at);
                        assertThat(n).isPositive();
                        data.append(new String(bytes, at, n, ISO_8859_1));
                        reader.consumed(n);
                        at += n;
                    } else {
                        reader.accept(bytes[at++]);
                    }
                }
            }
            return data + (reader.done() ? " done " + new String(reader.trailer(), ISO_8859_1) : " waits");
        } catch (BadMessage e) {
            return data + " refused " + e.status();
        }
    }

    private byte[] mutated(Random random) {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = mutated(bytes, random);
        }
        return bytes;
    }

    private byte[] mutated(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + random.nextInt(20));
        return switch (random.nextInt(5)) {
            case 0 -> flipped(bytes, random);
            case 1 -> at == 0 ? bytes : Arrays.copyOf(bytes, at);
            case 2 -> joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
            case 3 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
            default -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                int from = random.nextInt(other.length);
                yield joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(other, from, other.length));
            }
        };
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        byte[] special = "\r\n\0 \t:;,\"\\%/0x-+\u007f\u00ff".getBytes(ISO_8859_1);
        byte[] copy = bytes.clone();
        copy[random.nextInt(copy.length)] =
                random.nextBoolean() ? special[random.nextInt(special.length)] : (byte) random.nextInt(256);
        return copy;
    }

    private static byte[] joined(byte[] one, byte[] two) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(one);
        all.writeBytes(two);
        return all.size() > BYTES_MAX ? Arrays.copyOf(all.toByteArray(), BYTES_MAX) : all.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
