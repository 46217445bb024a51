package io.telpher.bench.log;

import io.telpher.app.access.AccessLog;
import io.telpher.app.access.AccessLogConfig;
import io.telpher.app.access.Completed;
import io.telpher.app.metrics.RequestMetrics;
import io.telpher.core.Outcome;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import io.telpher.core.Waiter;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.Body;
import io.telpher.http.Exchange;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Peer;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * CPU nanoseconds and bytes of garbage of one thread for each exchange that is logged and counted: {@code main [FILE]}, a
 * file to log to, {@code /dev/null} unless said otherwise. The record of the exchange is made anew each time, as on the way
 * of a request. Dropped lines cost less: how many there were is printed at the end.
 */
public final class AccessLogBench {
    private static final int ROUNDS = 8;
    private static final int LINES = 500_000;
    private static final long BEGAN = 1_000_000_000L;

    private AccessLogBench() {}

    /** Prints a line for each of JSON, text and metrics. */
    public static void main(String[] args) throws Exception {
        String to = args.length > 0 ? args[0] : "/dev/null";
        try (ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor()) {
            Metrics metrics = new Metrics();
            for (AccessLogConfig.Format format : AccessLogConfig.Format.values()) {
                AccessLogConfig config = new AccessLogConfig(format, to);
                try (AccessLog log = new AccessLog(
                        config, Path.of("/"), new Waiter(timers(scheduler)), InstantSource.system(), metrics)) {
                    log.start();
                    measure("log " + format, log);
                }
            }
            RequestMetrics requests = new RequestMetrics(metrics);
            measure("metrics", end -> {
                requests.began("https");
                requests.accept(end);
            });
            long dropped = metrics.counter("telpher_access_log_dropped_total", "Dropped lines.")
                    .with()
                    .value();
            System.out.println("dropped lines: " + dropped);
        }
    }

    private static Timers timers(ScheduledExecutorService scheduler) {
        return new Timers() {
            @Override
            public Subscription after(long delayNanos, Runnable task) {
                ScheduledFuture<?> timer = scheduler.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
                return () -> timer.cancel(false);
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
    }

    private static void measure(String what, Consumer<Completed> consumer) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        HttpRequest request = request();
        for (int round = 1; round <= ROUNDS; round++) {
            long cpu = threads.getCurrentThreadCpuTime();
            long garbage = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < LINES; i++) {
                consumer.accept(Completed.of(request, 200, 0, 1024, BEGAN + 2_000_000 + i, Outcome.DONE));
            }
            if (round == ROUNDS) {
                System.out.printf(
                        "%-10s %5d ns CPU, %4d bytes of garbage each%n",
                        what,
                        (threads.getCurrentThreadCpuTime() - cpu) / LINES,
                        (threads.getCurrentThreadAllocatedBytes() - garbage) / LINES);
            }
        }
    }

    private static HttpRequest request() {
        Peer.Tls tls = new Peer.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "shop.example.org");
        Peer peer = new Peer(
                "https", new InetSocketAddress("203.0.113.7", 50_000), new InetSocketAddress("192.0.2.1", 8443), tls);
        Exchange exchange = new Exchange(peer, BEGAN);
        exchange.route("/api/users/**");
        exchange.attempt("users", "127.0.0.1:9001", BEGAN + 10_000);
        exchange.connected(true, BEGAN + 20_000);
        exchange.sent(BEGAN + 30_000);
        exchange.firstByte(BEGAN + 1_000_000);
        return new HttpRequest(
                Method.GET,
                "https",
                "shop.example.org",
                "/api/users/4711/orders",
                "page=2&sort=date&access_token=abcdef",
                HttpVersion.HTTP_1_1,
                Fields.EMPTY,
                Body.empty(),
                exchange);
    }
}
