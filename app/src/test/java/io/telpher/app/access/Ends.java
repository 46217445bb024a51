package io.telpher.app.access;

import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.http.Body;
import io.telpher.http.ClientCertificate;
import io.telpher.http.Exchange;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Exchanges that have ended, for tests: each began at tick 1,000,000. */
public final class Ends {
    public static final long BEGAN = 1_000_000;

    private Ends() {}

    public static Exchange exchange() {
        return exchange(null);
    }

    /** One whose client showed a certificate, or none. */
    static Exchange exchange(@Nullable ClientCertificate shown) {
        try {
            InetSocketAddress remote = new InetSocketAddress(InetAddress.getByName("203.0.113.7"), 50_000);
            InetSocketAddress local = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 8443);
            return new Exchange(
                    new Peer(
                            "https",
                            remote,
                            local,
                            new Peer.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, null, "", shown)),
                    BEGAN);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    public static HttpRequest get(Exchange exchange, String path, String query) {
        return new HttpRequest(
                Method.GET,
                "https",
                "example.org",
                path,
                query,
                HttpVersion.HTTP_1_1,
                Fields.EMPTY,
                Body.empty(),
                exchange);
    }

    public static Completed ended(String path, String query) {
        return Completed.of(get(exchange(), path, query), 200, 0, 12, BEGAN + 2_345_678, Outcome.DONE);
    }

    /** One that an endpoint answered. */
    public static Completed served(int status, Consumer<Exchange> more) {
        Exchange exchange = exchange();
        exchange.route("shop");
        exchange.attempt("web", "127.0.0.1:9001", BEGAN + 10_000);
        exchange.connected(true, BEGAN + 30_000);
        exchange.sent(BEGAN + 40_000);
        exchange.firstByte(BEGAN + 1_040_000);
        more.accept(exchange);
        return Completed.of(get(exchange, "/", null), status, 5, 1024, BEGAN + 2_345_678, Outcome.DONE);
    }

    public static Completed failed(Failure failure) {
        return Completed.of(get(exchange(), "/", null), 502, 0, 0, BEGAN, Outcome.failed(failure));
    }
}
