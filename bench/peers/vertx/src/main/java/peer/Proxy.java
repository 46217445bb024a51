package peer;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.HttpProxy;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A reverse proxy on Vert.x: arguments are the port, the origin's port, the event loops and the access log's file. */
public final class Proxy extends AbstractVerticle {
    private final int port;
    private final int origin;
    private final Path log;

    private Proxy(int port, int origin, Path log) {
        this.port = port;
        this.origin = origin;
        this.log = log;
    }

    public static void main(String[] args) {
        int threads = Integer.parseInt(args[2]);
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(threads).setPreferNativeTransport(true));
        System.out.println("native transport: " + vertx.isNativeTransportEnabled());
        Path log = Path.of(args[3]);
        for (int i = 0; i < threads; i++) {
            Path own = Path.of(log + "." + i);
            vertx.deployVerticle(
                            new Proxy(Integer.parseInt(args[0]), Integer.parseInt(args[1]), own),
                            new DeploymentOptions())
                    .onFailure(e -> {
                        e.printStackTrace();
                        System.exit(1);
                    });
        }
    }

    @Override
    public void start() throws IOException {
        // One writer per event loop: no lock, flushed when its 64 KiB are full, as the peers' buffered logs are.
        BufferedWriter lines = new BufferedWriter(Files.newBufferedWriter(log), 65_536);
        var pool = new PoolOptions().setHttp1MaxSize(1_024);
        var client = vertx.createHttpClient(new HttpClientOptions().setTcpNoDelay(true), pool);
        HttpProxy proxy = HttpProxy.reverseProxy(client);
        proxy.origin(origin, "127.0.0.1");
        var options = new HttpServerOptions().setReusePort(true).setIdleTimeout(60).setAcceptBacklog(4_096);
        vertx.createHttpServer(options)
                .requestHandler(request -> {
                    long began = System.nanoTime();
                    request.response().endHandler(end -> write(lines, request, began));
                    proxy.handle(request);
                })
                .listen(port, "127.0.0.1");
    }

    private static void write(BufferedWriter lines, HttpServerRequest request, long began) {
        try {
            lines.write(request.remoteAddress().hostAddress() + " " + request.method() + " " + request.uri() + " "
                    + request.response().getStatusCode() + " " + request.response().bytesWritten() + " "
                    + (System.nanoTime() - began) / 1_000 + " \"" + request.getHeader("User-Agent") + "\"\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
