package io.telpher.bench.policies;

import io.telpher.app.yaml.Yaml;
import io.telpher.core.Ending;
import io.telpher.core.Living;
import io.telpher.core.Outcome;
import io.telpher.core.Stores;
import io.telpher.core.Ticker;
import io.telpher.core.Verdict;
import io.telpher.core.Waiter;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.CopyLog;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Features;
import io.telpher.gateway.timeout.CallerDeadline;
import io.telpher.gateway.timeout.TimeLeft;
import io.telpher.http.Body;
import io.telpher.http.Exchange;
import io.telpher.http.Fields;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpGate;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Peer;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.HeadLimits;
import io.telpher.httpnetty.wire.HeadScanner;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One exchange through keys of a route as a connection meets them: gate, filters, what the endpoint is sent, and the end. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HttpPoliciesBench {
    /** Which keys. The difference to {@code bare} is what they cost. */
    @Param({"bare", "priority", "limit", "limit-unannounced", "deadline", "retry", "limit+deadline+retry"})
    public String filters = "bare";

    private static final Map<String, String> KEYS = new LinkedHashMap<>();

    static {
        KEYS.put("priority", "priority: normal");
        KEYS.put("limit", "rate-limit: {per: ip, limit: 1000000000/min}");
        KEYS.put("limit-unannounced", "rate-limit: {per: ip, limit: 1000000000/min, announce: false}");
        KEYS.put("deadline", "timeout: {request: 10s}");
        KEYS.put("retry", "retry: {attempts: 3}");
    }

    private static final String REQUEST = """
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
            Accept-Language: en-GB,en;q=0.9,de;q=0.8
            Cache-Control: max-age=0
            Sec-Fetch-Dest: document
            Sec-Fetch-Mode: navigate
            Sec-Fetch-Site: same-origin
            Referer: https://shop.example.com/catalogue/shoes?page=3&sort=price
            Cookie: session=7f3b9c1e5a8d4f2096b1c3d5e7f90a2b; consent=yes; theme=dark
            X-Request-Id: 0b6f6c1e-6f0d-4a53-9f3e-1d0a5b7c9e11

            """;
    private static final String RESPONSE = """
            Server: nginx/1.26.3
            Date: Wed, 25 Nov 2026 20:00:00 GMT
            Content-Type: text/plain
            Connection: keep-alive

            """;

    private final Peer peer = new Peer(
            "main",
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 40_000),
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8080),
            null);
    private final Ticker ticker = Ticker.system();
    private final Fields asked = scanned(REQUEST);
    private final Fields told = scanned(RESPONSE);
    private @Nullable HttpGate gate;
    private HttpHandler handler = this::endpoint;

    private static Fields scanned(String lines) {
        byte[] head = lines.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        HeadScanner scanner = new HeadScanner(HeadLimits.DEFAULT);
        try {
            scanner.scanFields(head, 0, head.length);
        } catch (BadMessage e) {
            throw new IllegalStateException(e);
        }
        return Fields.scanned(head, scanner.index(), scanner.count());
    }

    /** Puts the filters around the endpoint, in the order of routes. */
    @Setup
    public void build() {
        FeatureContext context = new FeatureContext(
                "bench",
                new Metrics(),
                new Waiter(new PoliciesBench.Clock(ticker)),
                InstantSource.system(),
                new Living(),
                _ -> _ -> HttpResponse.of(200),
                Stores.alone(ticker),
                CopyLog.NONE,
                io.telpher.gateway.Caches.small(ticker),
                io.telpher.gateway.Fetching.NONE);
        handler = this::endpoint;
        for (Feature<?> feature : Features.OUTERMOST_FIRST.reversed()) {
            for (String name : filters.split("\\+")) {
                String key = KEYS.getOrDefault(name, "");
                if (key.startsWith(feature.key() + ":")) {
                    handler = filter(feature, key, context).around(handler);
                }
            }
        }
        handler = new CallerDeadline("bench", ticker, context.metrics()).around(handler);
    }

    private <C> HttpFilter filter(Feature<C> feature, String key, FeatureContext context) {
        Problems problems = new Problems();
        Node.Entries tree = (Node.Entries) Objects.requireNonNull(Yaml.read("bench", key, problems));
        C config = feature.shape().read(tree.entries().getFirst().value(), problems);
        if (config == null || problems.hasErrors()) {
            throw new IllegalStateException(problems.all().toString());
        }
        HttpFilter filter = feature.filter(config, context);
        if (filter instanceof HttpGate own) {
            gate = own;
        }
        return filter;
    }

    /** An endpoint that answers at once; what it would be sent is made. */
    private HttpResponse endpoint(HttpRequest request) throws Exception {
        HttpRequest sent =
                request.exchange().deadlineNanos() == 0 ? request : TimeLeft.handedDown(request, ticker.nanos());
        return new HttpResponse(200, sent.fields().size() == 0 ? Fields.EMPTY : told, Body.empty(), new Ending());
    }

    /** One exchange. */
    @Benchmark
    public HttpResponse exchange() throws Exception {
        Exchange exchange = new Exchange(peer, ticker.nanos());
        HttpRequest request = new HttpRequest(
                Method.GET, "http", "example.org", "/1k", null, HttpVersion.HTTP_1_1, asked, Body.empty(), exchange);
        HttpGate first = gate;
        if (first != null && !(first.admit(request) instanceof Verdict.Admit)) {
            throw new IllegalStateException("refused");
        }
        HttpResponse response = handler.call(request);
        response.end().complete(Outcome.DONE);
        return response;
    }
}
