package io.telpher.httpnetty.loop;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.net.loop.Alarm;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to an endpoint: gets a connection, from the pool or a new one, and then waits for the response's
 * head. What happens on the loop completes it; the thread that called waits for that.
 */
public final class ClientCall extends Cell<HttpResponse> implements Runnable {
    private final LoopPool pool;
    private final HttpRequest request;
    private final boolean fresh;
    private @Nullable ClientConnection connection;
    private @Nullable Alarm patience;
    private boolean waiting;
    private boolean cancelled;

    /**
     * A call.
     *
     * @param fresh true if it wants a new connection: it has just met a stale one
     */
    ClientCall(LoopPool pool, HttpRequest request, boolean fresh) {
        this.pool = pool;
        this.request = request;
        this.fresh = fresh;
    }

    HttpRequest request() {
        return request;
    }

    /** Begins, on the loop. */
    @Override
    public void run() {
        if (cancelled) {
            return;
        }
        ClientConnection idle = fresh ? null : pool.take();
        if (idle != null) {
            use(idle, true);
        } else if (pool.context().limits().tryOpen()) {
            open();
        } else {
            await();
        }
    }

    private void await() {
        waiting = true;
        if (patience == null) {
            Alarm alarm = new Alarm() {
                @Override
                protected void ring() {
                    losePatience();
                }
            };
            patience = alarm;
            pool.loop()
                    .alarms()
                    .set(alarm, pool.loop().nanos() + pool.settings().pool().waitMaxNanos());
        }
        if (!pool.context().limits().await(this)) {
            loseHope("too many calls wait for a connection to " + pool.context().endpoint());
        }
    }

    private void losePatience() {
        pool.context().limits().giveUp(this);
        loseHope("no connection to " + pool.context().endpoint() + " was free in time: "
                + pool.settings().pool().openMax() + " are in use");
    }

    private void loseHope(String why) {
        waiting = false;
        fail(new Failure(Failure.Side.LOCAL, Failure.Kind.LIMIT, false, why));
    }

    /** There may be room now. Any thread. */
    void tryAgain() {
        pool.loop().execute(() -> {
            waiting = false;
            if (cancelled || isDone()) {
                passOn();
            } else {
                run();
            }
        });
    }

    /** It was woken for nothing: let the next have the place. */
    private void passOn() {
        PoolLimits limits = pool.context().limits();
        if (limits.tryOpen()) {
            limits.closed();
        }
    }

    /** True if it wants a connection of this pool. Any thread. */
    boolean wants(LoopPool other) {
        return other == pool;
    }

    boolean uses(LoopPool other) {
        return other == pool && !cancelled && !isDone();
    }

    private void open() {
        settled();
        pool.context().connector().connect(pool.loop(), (channel, failure) -> {
            if (channel == null) {
                pool.context().limits().closed();
                fail(failure == null ? Failure.upstream(Failure.Kind.REFUSED, true, "no connection") : failure);
                return;
            }
            ClientConnection made = new ClientConnection(pool);
            channel.pipeline().addLast(made);
            if (cancelled) {
                made.served();
            } else {
                use(made, false);
            }
        });
    }

    private void settled() {
        Alarm alarm = patience;
        if (alarm != null) {
            patience = null;
            pool.loop().alarms().clear(alarm);
        }
        waiting = false;
    }

    void use(ClientConnection given, boolean reused) {
        settled();
        connection = given;
        request.exchange().connected(reused, pool.loop().nanos());
        given.send(this, reused);
    }

    /** Nobody waits any more. On the loop. */
    void cancel() {
        cancelled = true;
        settled();
        pool.context().limits().giveUp(this);
        ClientConnection busy = connection;
        if (isDone()) {
            discardResult();
        } else if (busy != null) {
            busy.cancel(this);
        }
    }

    private void discardResult() {
        try {
            value().body().discard();
        } catch (Exception e) {
            return; // it failed: there is nothing to give back
        }
    }
}
