package io.telpher.gateway.mirror;

import io.telpher.core.Service;
import io.telpher.core.Tries;
import io.telpher.http.Body;
import io.telpher.http.BytesBody;
import io.telpher.http.Exchange;
import io.telpher.http.FieldName;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends a copy of some requests aside. A body is copied as it passes: the request waits for nothing, and its copy is sent once
 * all of the body has gone by.
 */
final class MirrorFilter implements HttpFilter {
    /** Steps of the golden ratio, in parts of 2^64: any run of them is evenly spread. */
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final MirrorConfig config;
    private final Copies copies;
    private final AtomicLong turns = new AtomicLong();

    MirrorFilter(MirrorConfig config, Copies copies) {
        this.config = config;
        this.copies = copies;
    }

    @Override
    public HttpResponse call(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        if (!wanted(request) || !copies.take(request.body())) {
            return next.call(request);
        }
        Body body = request.body();
        if (body.isEmpty() || body instanceof BytesBody) {
            copies.send(request, body);
            return next.call(request);
        }
        return withBody(request, next);
    }

    private boolean wanted(HttpRequest request) {
        return config.methods().contains(request.method())
                && !request.fields().contains(Copies.MIRRORED)
                && !request.fields().contains(FieldName.UPGRADE)
                && first(request.exchange())
                && drawn();
    }

    /** Another attempt at a request is no other request. */
    private static boolean first(Exchange exchange) {
        Tries tries = exchange.tries();
        return exchange.attempts() == 0 && (tries == null || tries.isEmpty());
    }

    private boolean drawn() {
        return Math.unsignedMultiplyHigh(turns.getAndAdd(GOLDEN), MirrorConfig.ALL) < config.share();
    }

    private HttpResponse withBody(HttpRequest request, Service<HttpRequest, HttpResponse> next) throws Exception {
        PassingBody passing = new PassingBody(request.body(), copy -> copies.send(request, copy), copies::giveBack);
        boolean answered = false;
        try {
            HttpResponse response = next.call(request.withBody(passing.body()));
            answered = true;
            response.end().whenDone(_ -> passing.over());
            return response;
        } finally {
            if (!answered) {
                passing.over();
            }
        }
    }
}
