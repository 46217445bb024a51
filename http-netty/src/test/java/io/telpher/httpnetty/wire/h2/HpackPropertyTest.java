package io.telpher.httpnetty.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What our encoder says, our decoder and Netty's understand, and what Netty's says, ours understands. */
class HpackPropertyTest {
    record Line(String name, String value) {}

    /** A head, and the table size that the receiver announces before it, or -1. */
    record Head(List<Line> lines, int tableBytes) {}

    @Provide
    Arbitrary<List<Head>> connections() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of(
                        "accept",
                        "user-agent",
                        "x-request-id",
                        "vary",
                        "etag",
                        "authorization",
                        "set-cookie",
                        "date",
                        "grpc-status",
                        "x-a"),
                Arbitraries.strings().withChars("abcxyz019-_!#").ofMinLength(1).ofMaxLength(20));
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of("", "a", "gzip, deflate", "text/html", "x".repeat(2000), "\u00e9\u00ff"),
                Arbitraries.strings()
                        .withCharRange(' ', '~')
                        .withCharRange('\u00a0', '\u00ff')
                        .ofMaxLength(60)
                        .map(String::strip));
        Arbitrary<Line> lines = Combinators.combine(names, values).as(Line::new);
        Arbitrary<Integer> sizes = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, Arbitraries.just(-1)),
                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(0, 8192)));
        return Combinators.combine(lines.list().ofMaxSize(12), sizes)
                .as(Head::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    private static String text(List<Line> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(
                line -> text.append(line.name).append(": ").append(line.value).append('\n'));
        return text.toString();
    }

    private static Fields fields(List<Line> lines) {
        return Fields.of(lines.stream()
                .map(line -> Field.of(FieldName.of(line.name), line.value))
                .toArray(Field[]::new));
    }

    @Property(tries = 100)
    void ourEncoderIsUnderstoodByOurDecoder(@ForAll("connections") List<Head> heads) throws Exception {
        HpackEncoder encoder = new HpackEncoder();
        HpackDecoder decoder = new HpackDecoder();
        Block block = new Block();
        for (Head head : heads) {
            announce(encoder, head);
            encoder.begin(block).status(200).fields(fields(head.lines));
            assertThat(Hpack.text(Hpack.decode(decoder, Hpack.bytes(block))))
                    .isEqualTo(":status: 200\n" + text(head.lines));
        }
    }

    @Property(tries = 100)
    void whatIsForwardedStaysTheSame(@ForAll("connections") List<Head> heads) throws Exception {
        HpackEncoder first = new HpackEncoder();
        HpackDecoder middle = new HpackDecoder();
        HpackEncoder second = new HpackEncoder();
        HpackDecoder last = new HpackDecoder();
        Block block = new Block();
        for (Head head : heads) {
            first.begin(block).fields(fields(head.lines));
            DecodedHead between = Hpack.decode(middle, Hpack.bytes(block));
            second.begin(block).fields(between.trailers());
            assertThat(Hpack.text(Hpack.decode(last, Hpack.bytes(block)))).isEqualTo(text(head.lines));
        }
    }

    @Property(tries = 100)
    void ourEncoderIsUnderstoodByNetty(@ForAll("connections") List<Head> heads) throws Exception {
        HpackEncoder encoder = new HpackEncoder();
        DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
        Block block = new Block();
        for (Head head : heads) {
            announce(encoder, head);
            if (head.tableBytes >= 0) {
                decoder.configuration().maxHeaderTableSize(head.tableBytes);
            }
            encoder.begin(block).path("/a", "q=1").fields(fields(head.lines));
            Http2Headers theirs = decoder.decodeHeaders(1, Unpooled.wrappedBuffer(Hpack.bytes(block)));
            assertThat(theirs.path()).hasToString("/a?q=1");
            theirs.remove(":path");
            assertThat(lines(theirs)).containsExactlyInAnyOrderElementsOf(head.lines);
        }
    }

    @Property(tries = 100)
    void nettysEncoderIsUnderstoodByOurs(@ForAll("connections") List<Head> heads) throws Exception {
        DefaultHttp2HeadersEncoder encoder =
                new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, false, 64, 16);
        HpackDecoder decoder = new HpackDecoder();
        for (Head head : heads) {
            Http2Headers ours = new DefaultHttp2Headers(false);
            head.lines.forEach(line -> ours.add(ascii(line.name), ascii(line.value)));
            DecodedHead decoded = Hpack.decode(decoder, encoded(encoder, ours));
            List<Line> lines = new ArrayList<>();
            decoded.trailers().forEach((name, value) -> lines.add(new Line(name, value)));
            assertThat(lines).containsExactlyInAnyOrderElementsOf(head.lines);
        }
    }

    private static io.netty.util.AsciiString ascii(String text) {
        return new io.netty.util.AsciiString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] encoded(DefaultHttp2HeadersEncoder encoder, Http2Headers headers) throws Http2Exception {
        ByteBuf out = Unpooled.buffer();
        encoder.encodeHeaders(1, headers, out);
        return ByteBufUtil.getBytes(out);
    }

    private static void announce(HpackEncoder encoder, Head head) {
        if (head.tableBytes >= 0) {
            encoder.tableBytes(head.tableBytes);
        }
    }

    private static List<Line> lines(Http2Headers headers) {
        List<Line> lines = new ArrayList<>();
        headers.forEach(entry ->
                lines.add(new Line(entry.getKey().toString(), entry.getValue().toString())));
        return lines;
    }
}
