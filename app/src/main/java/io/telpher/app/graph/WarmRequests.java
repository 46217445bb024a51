package io.telpher.app.graph;

import io.telpher.app.warm.Warming;
import io.telpher.core.Ticker;
import io.telpher.core.Verdict;
import io.telpher.http.Body;
import io.telpher.http.Exchange;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Peer;
import io.telpher.http.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Requests of our own, through the routes that serve now as those of clients, on a connection that does not exist. */
final class WarmRequests implements Warming.Fetcher {
    private static final InetSocketAddress SELF = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Peer PLAIN = new Peer("warm", SELF, SELF, null);
    private static final Field AGENT = Field.of(FieldName.of("user-agent"), "telpher-warm");
    private static final int ERRORS_FROM = 400;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Front front;
    private final Ticker ticker;

    WarmRequests(Front front, Ticker ticker) {
        this.front = front;
        this.ticker = ticker;
    }

    /** An exchange that ends by itself. */
    private static final class Own extends Exchange {
        Own(Peer peer, long startedNanos) {
            super(peer, startedNanos);
        }

        void over() {
            letGo();
        }
    }

    @Override
    public long fetch(Target target) throws Exception {
        Own exchange = new Own(PLAIN, ticker.nanos());
        HttpRequest request = new HttpRequest(
                Method.GET,
                String.valueOf(target.scheme()),
                target.authorityOr(""),
                target.path(),
                target.query(),
                HttpVersion.HTTP_1_1,
                Fields.of(Field.of(FieldName.HOST, target.authorityOr("")), AGENT),
                Body.empty(),
                exchange);
        front.enter(request);
        try {
            return read(answer(request));
        } finally {
            exchange.over();
        }
    }

    private HttpResponse answer(HttpRequest request) throws Exception {
        HttpHandler chosen = front.choose(request);
        return switch (chosen.admit(request)) {
            case Verdict.Admit<HttpResponse> _ -> chosen.call(request);
            case Verdict.Answer<HttpResponse> answer -> answer.reply();
            case Verdict.Drop<HttpResponse> drop -> throw new IOException(drop.reason());
        };
    }

    private static long read(HttpResponse response) throws IOException {
        long bytes = 0;
        try (InputStream in = response.body().stream()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
            }
        } catch (IOException | RuntimeException e) {
            response.body().discard();
            throw e;
        }
        if (response.status() >= ERRORS_FROM) {
            throw new IOException("answered with " + response.status());
        }
        return bytes;
    }
}
