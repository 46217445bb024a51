package io.telpher.httpnetty.loop;

import io.telpher.core.Failure;
import io.telpher.http.Exchange;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Placement;
import io.telpher.http.Problem;
import io.telpher.httpnetty.HttpEvents;
import io.telpher.net.Loop;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The thread that has the request of a {@link ServerConnection} answered by its handler. One serves a connection for
 * all its life; all but {@link #run} is confined to the loop.
 */
final class Worker implements Runnable {
    private final ServerConnection connection;
    private final Loop loop;
    private final HttpEvents events;
    private @Nullable HttpHandler handler;
    private @Nullable Thread thread;

    Worker(ServerConnection connection, Loop loop, HttpEvents events) {
        this.connection = connection;
        this.loop = loop;
        this.events = events;
    }

    /** Has the request that is being served answered by {@code chosen}. */
    void start(HttpHandler chosen) {
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

    /** Nobody waits for the answer any more. */
    void interrupt() {
        Thread serving = thread;
        if (serving != null) {
            serving.interrupt();
        }
    }

    /** The request's own thread. */
    @Override
    public void run() {
        ServedExchange current = connection.exchange();
        HttpHandler chosen = handler;
        HttpRequest request = current == null ? null : current.request();
        if (current == null || chosen == null || request == null) {
            return;
        }
        if (thread == null) {
            thread = Thread.currentThread(); // carried by the loop, so this is the loop's own doing
        }
        HttpResponse answer = answer(chosen, request, current);
        loop.execute(() -> connection.answered(current, answer));
    }

    private HttpResponse answer(HttpHandler chosen, HttpRequest request, Exchange current) {
        try {
            return chosen.call(request);
        } catch (InterruptedException e) {
            return Problem.of(Failure.downstream(Failure.Kind.CANCELLED, "the client closed the connection"));
        } catch (Throwable thrown) {
            Throwable cause = thrown instanceof IOException ? thrown.getCause() : thrown;
            if (cause instanceof Failure failure) { // or the body that the handler read broke off
                current.failure(failure);
                return Problem.of(failure);
            }
            events.bug(request, thrown);
            return mistake();
        }
    }

    /** Reports an error of ours in the request that is being served. */
    void bug(Throwable thrown) {
        ServedExchange current = connection.exchange();
        HttpRequest request = current == null ? null : current.request();
        if (request != null) {
            events.bug(request, thrown);
        }
    }

    /** What the client is told of an error of ours. */
    static HttpResponse mistake() {
        return Problem.of(500, "This is a mistake in the server; its log has more.");
    }
}
