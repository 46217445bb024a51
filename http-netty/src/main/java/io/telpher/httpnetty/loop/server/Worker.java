package io.telpher.httpnetty.loop.server;

import io.telpher.core.Failure;
import io.telpher.core.Verdict;
import io.telpher.http.Exchange;
import io.telpher.http.FieldName;
import io.telpher.http.Grpc;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Placement;
import io.telpher.http.Problem;
import io.telpher.httpnetty.HttpEvents;
import io.telpher.httpnetty.loop.LoopExchange;
import io.telpher.httpnetty.loop.Weight;
import io.telpher.net.Loop;
import io.telpher.net.flood.Pressure;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Has the requests of one customer answered, one at a time: by the gate, or by the handler that is chosen, on a thread. All
 * but {@link #run} is confined to the loop.
 */
final class Worker implements Runnable {
    /** A connection or a stream on which requests come. Called on its loop. */
    interface Customer {
        /** The request that is being served, or null if nobody waits any more. */
        @Nullable
        ServedExchange exchange();

        /** The answer to {@code asked} is there. */
        void answered(ServedExchange asked, HttpResponse answer);

        /** The request is to be answered by nothing. */
        void dropped(Failure why);

        /** The deadline of {@code asked} has passed, and nothing has ended it: the answer, unless one is under way. */
        void late(ServedExchange asked, HttpResponse answer);
    }

    private static final String RETRY_AFTER_SECONDS = "2";

    private final Customer customer;
    private final Loop loop;
    private final ServerContext context;
    private final HttpEvents events;
    private @Nullable HttpHandler handler;
    private @Nullable Thread thread;
    private @Nullable DeadlineWatch watch;

    Worker(Customer customer, Loop loop, ServerContext context) {
        this.customer = customer;
        this.loop = loop;
        this.context = context;
        this.events = context.events();
    }

    /** Has {@code request}, which is that of the customer's exchange, answered. */
    void serve(ServedExchange exchange, HttpRequest request) {
        exchange.servedBy(this);
        if (context.pressure().scarce()) {
            context.pressure().shed(Pressure.Step.REQUEST);
            customer.answered(exchange, later(exchange));
            return;
        }
        if (!ended(exchange, context.gate().admit(request))) {
            HttpHandler chosen = context.dispatch().choose(request);
            if (!ended(exchange, chosen.admit(request))) {
                start(chosen);
            }
        }
    }

    /** Does what a gate says. @return true if that is the end */
    private boolean ended(ServedExchange exchange, Verdict<HttpResponse> verdict) {
        switch (verdict) {
            case Verdict.Admit<HttpResponse> _ -> {
                return false;
            }
            case Verdict.Answer<HttpResponse> answer -> customer.answered(exchange, answer.reply());
            case Verdict.Drop<HttpResponse> drop ->
                customer.dropped(Failure.downstream(Failure.Kind.CANCELLED, drop.reason()));
        }
        return true;
    }

    /** There is no memory for it now. */
    private static HttpResponse later(ServedExchange exchange) {
        Failure why = Weight.shedding();
        exchange.failure(why);
        return Problem.of(why).with(FieldName.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }

    private void start(HttpHandler chosen) {
        handler = chosen;
        if (chosen.placement() == Placement.LOOP && Loop.carrying()) {
            loop.start(this);
        } else {
            Thread own = Thread.ofVirtual().unstarted(this);
            thread = own;
            own.start();
        }
    }

    /** The request was answered, by the handler or for it. @return the thread that is or was at it, if any */
    @Nullable
    Thread finish() {
        Thread serving = thread;
        thread = null;
        handler = null;
        return serving;
    }

    /** The exchange that it serves, unless that is over. */
    @Nullable
    ServedExchange exchange() {
        ServedExchange current = customer.exchange();
        return current == null || current.over() ? null : current;
    }

    /** What is to be run when there is a deadline. By the thread that serves. */
    DeadlineWatch deadline() {
        DeadlineWatch known = watch;
        if (known == null) {
            known = new DeadlineWatch(this, loop);
            watch = known;
        }
        return known;
    }

    /** There will be no other request, and nobody waits for the answer to the last one any more. */
    void close() {
        interrupt();
        unwatch();
    }

    /** An exchange that had a deadline is over. After one that it still serves there is no other. */
    void over(ServedExchange exchange) {
        if (customer.exchange() == exchange) {
            unwatch();
        }
    }

    private void unwatch() {
        if (watch != null) {
            watch.clear();
        }
    }

    /** Nobody waits for the answer any more. */
    void interrupt() {
        Thread serving = thread;
        if (serving != null) {
            serving.interrupt();
        }
    }

    /** The deadline of the exchange has passed. */
    void late(ServedExchange exchange) {
        if (customer.exchange() == exchange) {
            interrupt();
        }
    }

    /** It has passed, and the thread does not heed it: it may go on, but nobody waits for it. */
    void tooLate(ServedExchange exchange) {
        HttpRequest request = exchange.request();
        if (customer.exchange() == exchange && request != null) {
            Failure why = LoopExchange.tooLate();
            exchange.failure(why);
            customer.late(exchange, Grpc.is(request.fields()) ? Grpc.TOO_LATE : Problem.of(why));
        }
    }

    /** The request's own thread. */
    @Override
    public void run() {
        ServedExchange current = customer.exchange();
        HttpHandler chosen = handler;
        HttpRequest request = current == null ? null : current.request();
        if (current == null || chosen == null || request == null) {
            return;
        }
        if (thread == null) {
            thread = Thread.currentThread(); // carried by the loop, so this is the loop's own doing
        }
        HttpResponse answer = answer(chosen, request, current);
        loop.execute(() -> customer.answered(current, answer));
    }

    private HttpResponse answer(HttpHandler chosen, HttpRequest request, Exchange current) {
        try {
            return chosen.call(request);
        } catch (InterruptedException e) {
            return cancelled();
        } catch (Throwable thrown) {
            if (thrown instanceof InterruptedIOException
                    && Thread.currentThread().isInterrupted()) {
                return cancelled(); // while it read the body
            }
            Throwable cause = thrown instanceof IOException ? thrown.getCause() : thrown;
            if (cause instanceof Failure failure) { // or the body that the handler read broke off
                current.failure(failure);
                return Problem.of(failure);
            }
            return mistake(request, current, thrown);
        }
    }

    private static HttpResponse cancelled() {
        return Problem.of(Failure.downstream(Failure.Kind.CANCELLED, "the client closed the connection"));
    }

    /** Reports an error of ours in the request that is being served. @return what the client is told of it */
    HttpResponse bug(Throwable thrown) {
        ServedExchange current = customer.exchange();
        HttpRequest request = current == null ? null : current.request();
        return current == null || request == null ? Problem.of(Failure.bug()) : mistake(request, current, thrown);
    }

    private HttpResponse mistake(HttpRequest request, Exchange current, Throwable thrown) {
        events.bug(request, thrown);
        Failure why = Failure.bug();
        current.failure(why);
        return Problem.of(why);
    }
}
