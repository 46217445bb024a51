package io.telpher.app.upstream;

import io.telpher.balance.ForcedClose;
import io.telpher.core.Failure;
import io.telpher.core.Service;
import io.telpher.core.Subscription;
import io.telpher.core.Ticker;
import io.telpher.gateway.timeout.TimeLeft;
import io.telpher.http.Exchange;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to one endpoint of one upstream: notes the attempt for the log, says how much time is left, then sends. */
final class EndpointService implements Service<HttpRequest, HttpResponse>, ForcedClose, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointService.class);

    private final Ways ways;
    private final Ways.Way way;
    private final Subscription check;
    private final Ticker ticker;

    EndpointService(Ways ways, Ways.Way way, Subscription check, Ticker ticker) {
        this.ways = ways;
        this.way = way;
        this.check = check;
        this.ticker = ticker;
    }

    @Override
    public HttpResponse call(HttpRequest request) throws Exception {
        long now = ticker.nanos();
        Exchange exchange = request.exchange();
        exchange.attempt(way.key().upstream(), way.key().endpoint(), now);
        if (exchange.deadlineNanos() == 0) {
            return way.client().call(request);
        }
        try {
            return way.client().call(TimeLeft.handedDown(request, now));
        } catch (Failure failure) {
            throw TimeLeft.blamed(failure, exchange, ticker.nanos() - now);
        }
    }

    @Override
    public void closeNow(String why) {
        way.connector().closeNow("the endpoint is " + why);
    }

    /** On a thread of its own: it may be called on an event loop, which must not wait for a lock. */
    @Override
    public void close() {
        Thread.ofVirtual().name("leave " + way.key().endpoint()).start(this::leave);
    }

    private void leave() {
        try {
            check.close();
            ways.leave(way.key());
        } catch (RejectedExecutionException e) {
            LOG.debug(
                    "the loops have ended, and the connections to {} with them",
                    way.key().endpoint());
        }
    }
}
