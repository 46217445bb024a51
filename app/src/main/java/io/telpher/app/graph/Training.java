package io.telpher.app.graph;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The requests of the training run: what they load, link and profile is what a start finds ready in the AOT cache. */
final class Training {
    private static final int ROUNDS = 10_000;

    private final List<InetSocketAddress> addresses;

    /** Trains the listeners of {@code up}: https, http, admin. */
    Training(List<InetSocketAddress> addresses) {
        this.addresses = addresses;
    }

    void run() throws IOException, GeneralSecurityException {
        int https = addresses.get(0).getPort();
        try (Socket plain = connect(addresses.get(1).getPort())) {
            ask(plain, "/", ROUNDS);
        }
        try (Socket secure = trustingAll().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), https)) {
            ask(secure, "/", 20);
            ask(secure, "/demo/bytes/1024", ROUNDS);
            ask(secure, "/demo/echo", 200);
            ask(secure, "/nothing", 20);
        }
        try (Socket admin = connect(addresses.getLast().getPort())) {
            ask(admin, "/ready", 5);
            ask(admin, "/metrics", 5);
        }
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** It trains with our own certificate, on loopback: there is nobody to be deceived. */
    private static SSLContext trustingAll() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        context.init(null, new TrustManager[] {all}, new SecureRandom());
        return context;
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
