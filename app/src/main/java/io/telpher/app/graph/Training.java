package io.telpher.app.graph;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The requests of the training run: what they load, link and profile is what a start finds ready in the AOT cache. */
final class Training {
    private static final int ROUNDS = 10_000;

    private final List<InetSocketAddress> addresses;
    private final InetSocketAddress front;

    /**
     * Trains the listeners of {@code up} (https, http, admin).
     *
     * @param front a listener that passes everything on to the first of them: TLS on both sides is ours, so that no TLS of
     *     the JDK gets into the cache, which everyone who runs Telpher has in memory
     */
    Training(List<InetSocketAddress> addresses, InetSocketAddress front) {
        this.addresses = addresses;
        this.front = front;
    }

    /** What the front runs: everything to the https listener of {@code up}, whose authority is in {@code authority}. */
    static String configuration(int https, Path authority) {
        return """
            listeners:
              - http: 127.0.0.1:0
            upstreams:
              up:
                endpoints: [127.0.0.1:%d]
                tls: {ca: %s, name: localhost}
            routes:
              - match: {path: /**}
                to: up
            """.formatted(https, authority);
    }

    void run() throws IOException {
        try (Socket plain = connect(addresses.get(1))) {
            ask(plain, "/", ROUNDS);
        }
        try (Socket proxied = connect(front)) {
            ask(proxied, "/", 20);
            ask(proxied, "/demo/bytes/1024", ROUNDS);
            ask(proxied, "/demo/echo", 200);
            ask(proxied, "/nothing", 20);
        }
        try (Socket admin = connect(addresses.getLast())) {
            ask(admin, "/ready", 5);
            ask(admin, "/metrics", 5);
        }
    }

    private static Socket connect(InetSocketAddress listener) throws IOException {
        InetAddress address = listener.getAddress();
        return new Socket(address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address, listener.getPort());
    }

    private static void ask(Socket socket, String path, int times) throws IOException {
        byte[] request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nUser-Agent: training\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        InputStream in = socket.getInputStream();
        for (int i = 0; i < times; i++) {
            socket.getOutputStream().write(request);
            skipResponse(in);
        }
    }

    private static void skipResponse(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the connection ended in a head");
            }
            head.append((char) b);
        }
        for (String line : head.toString().split("\r\n", -1)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                in.skipNBytes(Long.parseLong(line.substring(15).strip()));
            }
        }
    }

    static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
