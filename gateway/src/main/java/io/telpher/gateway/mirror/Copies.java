package io.telpher.gateway.mirror;

import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.core.Ticker;
import io.telpher.core.metrics.Counter;
import io.telpher.core.metrics.Gauge;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.CopyLog;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.Body;
import io.telpher.http.Exchange;
import io.telpher.http.FieldName;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The copies of a route that are under way: so many at most, each on a thread of its own that nobody waits for. */
final class Copies {
    /** The field that says that a request is a copy. Such a request is not copied again. */
    static final FieldName MIRRORED = FieldName.of("telpher-mirrored");

    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);
    private static final int ERRORS_FROM = 500;

    private final int bodyBytesMax;
    private final String route;
    private final HttpHandler upstream;
    private final Executor aside;
    private final Ticker ticker;
    private final CopyLog log;
    private final Semaphore free;
    private final Gauge underWay;
    private final Counter sent;
    private final Counter failed;
    private final Counter busy;
    private final Counter body;
    private final Counter broken;

    Copies(MirrorConfig config, FeatureContext context, HttpHandler upstream, Executor aside) {
        this.bodyBytesMax = config.bodyBytesMax();
        this.route = context.route();
        this.upstream = upstream;
        this.aside = aside;
        this.ticker = context.waiter().ticker();
        this.log = context.copies();
        this.free = new Semaphore(config.concurrent());
        Metrics metrics = context.metrics();
        this.underWay = metrics.gauge("telpher_mirror_in_flight", "Copies of requests that are under way.", "route")
                .with(route);
        this.sent = metrics.counter("telpher_mirror_sent_total", "Copies of requests that were sent.", "route")
                .with(route);
        this.failed = metrics.counter(
                        "telpher_mirror_failed_total", "Copies that got no answer, or one of 500 or more.", "route")
                .with(route);
        var skipped = metrics.counter(
                "telpher_mirror_skipped_total",
                "Requests that were to be copied and were not: too many copies under way, too long a body, or one that broke off.",
                "route",
                "why");
        this.busy = skipped.with(route, "busy");
        this.body = skipped.with(route, "body");
        this.broken = skipped.with(route, "broken");
    }

    /** Takes a place for a copy with this body. @return false if there is none, or the body is not one to be copied */
    boolean take(Body original) {
        if (original.length() < 0 || original.length() > bodyBytesMax) {
            body.increment();
            return false;
        }
        if (!free.tryAcquire()) {
            busy.increment();
            return false;
        }
        underWay.increment();
        return true;
    }

    /** Gives a place back for which there is no copy after all. */
    void giveBack() {
        broken.increment();
        leave();
    }

    private void leave() {
        underWay.decrement();
        free.release();
    }

    /** Sends a copy, for which a place was taken, and returns at once. */
    void send(HttpRequest request, Body content) {
        Exchange exchange = new Exchange(request.peer(), ticker.nanos());
        exchange.client(request.exchange().client());
        exchange.route(route);
        exchange.mirrored();
        HttpRequest copy = new HttpRequest(
                request.method(),
                request.scheme(),
                request.authority(),
                request.path(),
                request.query(),
                request.version(),
                request.fields()
                        .edit()
                        .set(MIRRORED, "1")
                        .remove(FieldName.EXPECT)
                        .done(),
                content,
                exchange);
        aside.execute(() -> call(copy));
    }

    private void call(HttpRequest copy) {
        Failure why;
        try {
            sent.increment();
            HttpResponse response = upstream.call(copy);
            int status = response.status();
            if (status >= ERRORS_FROM) {
                failed.increment();
            }
            response.end().whenDone(_ -> over(copy, status, Outcome.DONE));
            response.body().discard();
            return;
        } catch (Failure failure) {
            why = failure;
        } catch (InterruptedException _) {
            why = Failure.downstream(Failure.Kind.CANCELLED, "the copy was interrupted");
        } catch (Exception bug) {
            LOG.error("a mistake of ours while sending the copy of {} on route {}", copy, route, bug);
            why = Failure.bug();
        }
        failed.increment();
        over(copy, 0, Outcome.failed(why));
    }

    private void over(HttpRequest copy, int status, Outcome outcome) {
        log.ended(copy, status, ticker.nanos(), outcome);
        leave();
    }
}
