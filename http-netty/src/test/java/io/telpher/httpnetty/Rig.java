package io.telpher.httpnetty;

import io.telpher.core.Endpoint;
import io.telpher.core.Outcome;
import io.telpher.core.Verdict;
import io.telpher.http.Body;
import io.telpher.http.Exchange;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Peer;
import io.telpher.httpnetty.loop.client.ClientContext;
import io.telpher.httpnetty.loop.client.PoolLimits;
import io.telpher.net.Connector;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import io.telpher.net.tls.ClientTls;
import io.telpher.net.tls.EndpointTls;
import io.telpher.net.tls.ServerTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Event loops with servers and clients of ours on them, for one test class or test. Closing it closes them all. */
public final class Rig implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    /** How one exchange ended. */
    public record Ended(@Nullable HttpRequest request, Exchange exchange, int status, Outcome outcome) {}

    private final Loops loops;
    private final ArrayDeque<AutoCloseable> things = new ArrayDeque<>();
    private final BlockingQueue<Ended> ends = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> bugs = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> exhausted = new LinkedBlockingQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger reuses = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();

    /** On so many event loops. */
    public Rig(int count) {
        loops = new Loops(Transport.best(), count);
    }

    /** The event loops. */
    public Loops loops() {
        return loops;
    }

    /** A server on a free port of the loopback address. */
    public HttpServer serve(ServerSettings settings, HttpHandler handler) throws Exception {
        return serve(settings, null, handler);
    }

    /** One that speaks TLS. */
    public HttpServer serve(ServerSettings settings, @Nullable ServerTls tls, HttpHandler handler) throws Exception {
        HttpServer server = new HttpServer(
                loops,
                "test",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                settings,
                tls,
                new Events(),
                _ -> Verdict.admit(),
                _ -> handler);
        server.start();
        things.push(server);
        return server;
    }

    /** A client of a port of the loopback address. */
    public HttpClient client(int port, ClientSettings settings) {
        return client(port, settings, new PoolLimits(settings.pool()));
    }

    /** A client that shares its bound with others. */
    public HttpClient client(int port, ClientSettings settings, PoolLimits limits) {
        return client(port, settings, limits, null);
    }

    /** A client that speaks TLS. */
    public HttpClient client(int port, ClientSettings settings, PoolLimits limits, @Nullable ClientTls tls) {
        return client(port, settings, limits, tls, tls);
    }

    /** The same; {@code upgrades} makes connections that must speak HTTP/1.1. */
    public HttpClient client(
            int port,
            ClientSettings settings,
            PoolLimits limits,
            @Nullable ClientTls tls,
            @Nullable ClientTls upgrades) {
        Endpoint endpoint = new Endpoint("127.0.0.1", port);
        ClientContext context = new ClientContext(
                endpoint,
                settings,
                limits,
                connector(endpoint, settings, tls),
                connector(endpoint, settings, upgrades),
                new Opened());
        HttpClient client = new HttpClient(loops, context);
        things.push(client);
        return client;
    }

    private Connector connector(Endpoint endpoint, ClientSettings settings, @Nullable ClientTls tls) {
        Duration patience = Duration.ofNanos(settings.connectTimeoutNanos());
        Connector.Security security = tls == null ? null : new EndpointTls(tls, endpoint, patience);
        return new Connector(loops, endpoint, settings.connectTimeoutNanos(), security);
    }

    /** Waits for the next exchange that ends. */
    public Ended nextEnd() throws InterruptedException {
        return next(ends, "no exchange ended");
    }

    /** Waits for the next bug. */
    public Throwable nextBug() throws InterruptedException {
        return next(bugs, "no bug was told of");
    }

    /** Waits for the next budget of an HTTP/2 connection that is exhausted. */
    public String nextExhausted() throws InterruptedException {
        return next(exhausted, "nothing was exhausted");
    }

    private static <T> T next(BlockingQueue<T> queue, String otherwise) throws InterruptedException {
        T one = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (one == null) {
            throw new AssertionError(otherwise);
        }
        return one;
    }

    /** How many connections clients of ours have open. */
    public int connections() {
        return connections.get();
    }

    /** How many streams of HTTP/2 clients of ours have open. */
    public int streams() {
        return streams.get();
    }

    /** How many requests went out on a connection that had served before. */
    public int reuses() {
        return reuses.get();
    }

    /** A request of our own, with an exchange of its own. */
    public static HttpRequest request(Method method, String path, Body body, Field... fields) {
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        Exchange exchange = new Exchange(new Peer("test", nobody, nobody, null), 0);
        return new HttpRequest(
                method, "http", "a.example", path, null, HttpVersion.HTTP_1_1, Fields.of(fields), body, exchange);
    }

    /** A GET. */
    public static HttpRequest get(String path) {
        return request(Method.GET, path, Body.empty());
    }

    /** A field that has no name of its own in {@link FieldName}. */
    public static Field field(String name, String value) {
        return Field.of(FieldName.of(name), value);
    }

    @Override
    public void close() throws Exception {
        while (!things.isEmpty()) {
            things.pop().close();
        }
        loops.close();
    }

    private final class Events implements HttpEvents {
        @Override
        public void ended(
                @Nullable HttpRequest request,
                Exchange exchange,
                int status,
                long requestBytes,
                long responseBytes,
                long endNanos,
                Outcome outcome) {
            ends.add(new Ended(request, exchange, status, outcome));
        }

        @Override
        public void exhausted(String listener, String budget) {
            exhausted.add(budget);
        }

        @Override
        public void bug(@Nullable HttpRequest request, Throwable thrown) {
            bugs.add(thrown);
        }
    }

    private final class Opened implements ClientEvents {
        @Override
        public void opened() {
            connections.incrementAndGet();
        }

        @Override
        public void closed() {
            connections.decrementAndGet();
        }

        @Override
        public void stream(int change) {
            streams.addAndGet(change);
        }

        @Override
        public void reused() {
            reuses.incrementAndGet();
        }
    }
}
