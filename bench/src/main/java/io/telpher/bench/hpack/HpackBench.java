package io.telpher.bench.hpack;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.RequestHead;
import io.telpher.httpnetty.wire.h2.Block;
import io.telpher.httpnetty.wire.h2.DecodedHead;
import io.telpher.httpnetty.wire.h2.HpackDecoder;
import io.telpher.httpnetty.wire.h2.HpackEncoder;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * CPU nanoseconds and bytes of garbage of one thread for a browser's request head and an ordinary response head, decoded
 * and encoded, on a connection on which the same heads went before with another path and request id. Netty validates, as we
 * do; of ours a decoded request is also judged, its target made canonical. {@code main HEADS}: so many in each round.
 */
public final class HpackBench {
    private static final int ROUNDS = 10;
    /** Blocks of one connection, encoded beforehand, that are decoded one after the other by a new decoder. */
    private static final int BLOCKS = 1_000;

    private static final String[] REQUEST = {
        "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
        "accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
        "accept-language", "en-GB,en;q=0.9,de;q=0.8",
        "accept-encoding", "gzip, deflate, br, zstd",
        "sec-ch-ua", "\"Chromium\";v=\"141\", \"Not?A_Brand\";v=\"8\", \"Google Chrome\";v=\"141\"",
        "sec-ch-ua-mobile", "?0",
        "sec-ch-ua-platform", "\"Linux\"",
        "sec-fetch-dest", "document",
        "sec-fetch-mode", "navigate",
        "sec-fetch-site", "same-origin",
        "referer", "https://shop.example.com/catalogue/shoes?page=3&sort=price&colour=blue&size=42",
        "cookie", "session=7f3b9c1e5a8d4f2096b1c3d5e7f90a2b; consent=yes; theme=dark; _ga=GA1.1.1234567890.1760000000"
    };
    private static final String[] RESPONSE = {
        "server", "origin",
        "date", "Wed, 25 Nov 2026 13:00:00 GMT",
        "content-type", "text/html; charset=utf-8",
        "cache-control", "public, max-age=60",
        "vary", "accept-encoding",
        "strict-transport-security", "max-age=31536000; includeSubDomains"
    };

    /** Does {@code count} heads, and gives something that depends on them. */
    private interface Work {
        long run(int count) throws Exception;
    }

    private HpackBench() {}

    /** Prints a line for each direction and codec, and the ratios. */
    public static void main(String[] args) throws Exception {
        int heads = Integer.parseInt(args[0]);
        List<byte[]> requests = encoded(true);
        List<byte[]> responses = encoded(false);
        beside(
                "decode-request",
                heads,
                count -> ourDecoding(requests, count, true),
                count -> nettyDecoding(requests, count));
        beside(
                "decode-response",
                heads,
                count -> ourDecoding(responses, count, false),
                count -> nettyDecoding(responses, count));
        beside("encode-request", heads, count -> ourEncoding(true, count), count -> nettyEncoding(true, count));
        beside("encode-response", heads, count -> ourEncoding(false, count), count -> nettyEncoding(false, count));
    }

    private static void beside(String what, int heads, Work ours, Work netty) throws Exception {
        double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] garbage = new double[2];
        Work[] works = {ours, netty};
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < works.length; i++) {
                best[i] = Math.min(best[i], measured(works[i], heads, garbage, i));
            }
        }
        System.out.printf(
                "%-16s telpher %5.0f ns %5.0f bytes, netty %5.0f ns %5.0f bytes of garbage a head%n",
                what, best[0], garbage[0], best[1], garbage[1]);
        System.out.printf("ratio hpack-%s-cpu-vs-netty %.2f%n", what, best[0] / best[1]);
    }

    private static double measured(Work work, int heads, double[] garbage, int i) throws Exception {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long cpu = threads.getCurrentThreadCpuTime();
        if (work.run(heads) == 42) {
            System.out.println("unlikely"); // so that nothing is left out
        }
        double nanos = (threads.getCurrentThreadCpuTime() - cpu) / (double) heads;
        garbage[i] = (threads.getCurrentThreadAllocatedBytes() - bytes) / (double) heads;
        return nanos;
    }

    private static long ourDecoding(List<byte[]> blocks, int count, boolean requests) throws Exception {
        DecodedHead head = new DecodedHead(HeadLimits.DEFAULT);
        RequestHead.HostMemo hosts = new RequestHead.HostMemo();
        HpackDecoder decoder = new HpackDecoder();
        long sum = 0;
        for (int i = 0; i < count; i++) {
            byte[] block = blocks.get(i % BLOCKS);
            decoder = i % BLOCKS == 0 ? new HpackDecoder() : decoder;
            decoder.decode(block, 0, block.length, head);
            sum += requests
                    ? head.request(true, hosts).fields().size()
                    : head.response(io.telpher.http.Method.GET, true).status();
        }
        return sum;
    }

    private static long nettyDecoding(List<byte[]> blocks, int count) throws Exception {
        DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
        long sum = 0;
        for (int i = 0; i < count; i++) {
            decoder = i % BLOCKS == 0 ? new DefaultHttp2HeadersDecoder() : decoder;
            sum += decoder.decodeHeaders(1, Unpooled.wrappedBuffer(blocks.get(i % BLOCKS)))
                    .size();
        }
        return sum;
    }

    private static Fields fields(String[] namesAndValues) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(Field.of(FieldName.of(namesAndValues[i]), namesAndValues[i + 1]));
        }
        return Fields.of(fields.toArray(Field[]::new));
    }

    private static long ourEncoding(boolean requests, int count) {
        HpackEncoder encoder = new HpackEncoder();
        Block block = new Block();
        Fields fields = fields(requests ? REQUEST : RESPONSE);
        FieldName id = FieldName.of("x-request-id");
        long sum = 0;
        for (int i = 0; i < count; i++) {
            encoder.begin(block);
            if (requests) {
                encoder.method("GET")
                        .scheme("https")
                        .authority("shop.example.com")
                        .path("/item/" + i, null);
            } else {
                encoder.status(200);
            }
            encoder.fields(fields).field(id, "0b6f6c1e-6f0d-4a53-" + i);
            sum += block.length();
        }
        return sum;
    }

    private static long nettyEncoding(boolean requests, int count) throws Exception {
        DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
        ByteBuf out = Unpooled.buffer(4096);
        List<AsciiString> texts = texts(requests);
        long sum = 0;
        for (int i = 0; i < count; i++) {
            out.clear();
            encoder.encodeHeaders(1, headers(requests, texts, i), out);
            sum += out.readableBytes();
        }
        return sum;
    }

    private static List<AsciiString> texts(boolean requests) {
        return java.util.Arrays.stream(requests ? REQUEST : RESPONSE)
                .map(AsciiString::new)
                .toList();
    }

    private static Http2Headers headers(boolean requests, List<AsciiString> texts, int i) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        if (requests) {
            headers.method("GET").scheme("https").authority("shop.example.com").path("/item/" + i);
        } else {
            headers.status("200");
        }
        for (int at = 0; at < texts.size(); at += 2) {
            headers.add(texts.get(at), texts.get(at + 1));
        }
        return headers.add("x-request-id", "0b6f6c1e-6f0d-4a53-" + i);
    }

    /** By Netty's encoder, which indexes at once: what a browser does too. */
    private static List<byte[]> encoded(boolean requests) throws Exception {
        DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
        List<AsciiString> texts = texts(requests);
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            ByteBuf out = Unpooled.buffer();
            encoder.encodeHeaders(1, headers(requests, texts, i), out);
            blocks.add(ByteBufUtil.getBytes(out));
        }
        return blocks;
    }
}
