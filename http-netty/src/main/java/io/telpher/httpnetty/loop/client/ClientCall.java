package io.telpher.httpnetty.loop.client;

import io.netty.channel.Channel;
import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.http.FieldName;
import io.telpher.http.Grpc;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.httpnetty.Protocol;
import io.telpher.httpnetty.loop.ClientNamed;
import io.telpher.httpnetty.loop.LoopExchange;
import io.telpher.httpnetty.loop.PreciseAlarm;
import io.telpher.httpnetty.loop.WebSocketUpgrade;
import io.telpher.net.proxyprotocol.wire.ProxyHeader;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to an endpoint: gets a connection, or a stream on one that is shared, and then waits for the
 * response's head. What happens on the loop completes it; the thread that called waits for that.
 */
public final class ClientCall extends Cell<HttpResponse> implements Runnable, LoopExchange.Timed {
    /** What a call went out on: a connection of HTTP/1.1, or a stream of HTTP/2. */
    interface Carrier {
        /** Ends what is under way for {@code call}, if that is what it carries. */
        void cancel(ClientCall call, Failure why);
    }

    private final LoopPool pool;
    private final HttpRequest request;
    private final boolean fresh;
    private final long untilNanos; // there must be a response; 0 if that is not limited
    private @Nullable Carrier carrier;
    private @Nullable PreciseAlarm alarm;
    private boolean waiting;
    private long waitsSinceNanos;
    private boolean cancelled;
    private boolean entered; // among the streams of the endpoint
    private boolean counted; // among what is open to the upstream
    private @Nullable ProxyHeader named;

    /**
     * A call.
     *
     * @param fresh true if it wants a new connection: it has just met a stale one
     */
    ClientCall(LoopPool pool, HttpRequest request, boolean fresh) {
        this.pool = pool;
        this.request = request;
        this.fresh = fresh;
        this.untilNanos = request.exchange().attemptUntilNanos();
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
        if (!waiting) {
            watchDeadline();
        }
        if (pool.multiplexes() && (!upgrades() || tunnels())) {
            stream();
        } else {
            exclusive();
        }
    }

    /** True if it asks for a connection of its own, which streams cannot give. */
    boolean upgrades() {
        return request.fields().contains(FieldName.UPGRADE);
    }

    /** True if it is a WebSocket that can be a stream (RFC 8441): the endpoint has said so, or speaks nothing else. */
    private boolean tunnels() {
        return pool.settings().protocol() == Protocol.HTTP2
                || (WebSocketUpgrade.asked(request.fields()) && pool.tunnelling() != null);
    }

    // === a connection of its own ===

    private void exclusive() {
        ClientConnection idle = fresh ? null : pool.take(this);
        if (idle != null) {
            use(idle, true);
        } else if (pool.context().limits().tryOpen()) {
            open();
        } else {
            await();
        }
    }

    private void open() {
        settled();
        pool.exclusive(this).connect(pool.loop(), named(), (channel, failure) -> {
            if (channel == null) {
                pool.context().limits().closed();
                lose(failure);
            } else if (pool.changedItsMind(channel)) {
                pool.context().limits().closed();
                run();
            } else {
                useNew(channel);
            }
        });
    }

    private void useNew(Channel channel) {
        ClientConnection made = new ClientConnection(pool, named());
        channel.pipeline().addLast(made);
        if (cancelled) {
            made.served();
        } else {
            use(made, false);
        }
    }

    /** Whom its connection names, where connections do: it can be sent on no other. */
    ProxyHeader named() {
        ProxyHeader known = named;
        if (known == null) {
            known = pool.context().connector().namesClients() ? ClientNamed.of(request.exchange()) : ProxyHeader.LOCAL;
            named = known;
        }
        return known;
    }

    void use(ClientConnection given, boolean reused) {
        settled();
        carrier = given;
        request.exchange().connected(reused, pool.loop().nanos());
        given.send(this, reused);
    }

    private void lose(@Nullable Failure failure) {
        leave();
        clear();
        fail(failure == null ? Failure.upstream(Failure.Kind.REFUSED, true, "no connection") : failure);
    }

    // === a stream on a shared one ===

    /** Calls of gRPC may last for hours, and nothing tells beforehand: only the bound of streams counts them. */
    private void stream() {
        boolean lasts = Grpc.is(request.fields());
        if (!lasts && !pool.context().limits().tryOpen()) {
            await();
            return;
        }
        counted = !lasts;
        settled();
        entered = pool.enter();
        if (!entered) {
            int most = pool.settings().pool().streamsMax();
            loseHope(true, most + " streams to " + pool.context().endpoint() + " are open");
            return;
        }
        Http2ClientConnection able = upgrades() ? pool.tunnelling() : null;
        Http2ClientConnection shared = able != null ? able : pool.shared();
        if (shared != null) {
            use(shared);
        } else {
            pool.dial(this);
        }
    }

    /** There is a connection that takes streams. */
    void use(Http2ClientConnection shared) {
        if (cancelled) {
            return;
        }
        if (upgrades() && !(WebSocketUpgrade.asked(request.fields()) && shared.tunnels())) {
            if (shared.settled()) {
                lose(Failure.upstream(
                        Failure.Kind.PROTOCOL,
                        true,
                        pool.context().endpoint() + " takes no upgrade over HTTP/2 (RFC 8441 section 3)"));
            } else {
                shared.whenSettled(this);
            }
            return;
        }
        request.exchange().connected(shared.hasServed(), pool.loop().nanos());
        carrier = shared.send(this);
    }

    /** The endpoint turned out to speak HTTP/1.1. @return true if this call has taken the connection for its own */
    boolean takeInstead(ClientConnection made) {
        if (cancelled || !counted) {
            return false;
        }
        counted = false; // the connection counts now
        leave();
        use(made, false);
        return true;
    }

    /** There was no connection to share after all: begins again. */
    void again() {
        leave();
        run();
    }

    /** There is no connection to share. */
    void refused(@Nullable Failure why) {
        lose(why);
    }

    /** The exchange lasts: it takes the place of no other any more. */
    void lasts() {
        if (counted) {
            counted = false;
            pool.context().limits().closed();
        }
    }

    private void leave() {
        if (entered) {
            entered = false;
            pool.leave();
        }
        lasts();
    }

    /** The exchange is over, or has left its carrier. */
    void ended() {
        leave();
        clear();
    }

    // === waiting ===

    private void await() {
        if (!waiting) {
            waiting = true;
            waitsSinceNanos = pool.loop().nanos();
            setAlarm(waitsSinceNanos + pool.settings().pool().waitMaxNanos());
        }
        if (!pool.await(this)) {
            Object whom = pool.context().endpoint();
            loseHope(false, "too many calls wait for a connection to " + whom);
        }
    }

    private void losePatience() {
        pool.stopWaiting(this);
        String busy = pool.settings().pool().openMax() + " are in use";
        loseHope(false, "no connection to " + pool.context().endpoint() + " was free in time: " + busy);
    }

    private void loseHope(boolean retryable, String why) {
        waiting = false;
        lose(new Failure(Failure.Side.LOCAL, Failure.Kind.LIMIT, retryable, why));
    }

    /** There may be room now. Any thread. */
    void tryAgain() {
        pool.loop().execute(() -> {
            pool.woken(this);
            if (cancelled || isDone()) {
                waiting = false;
                if (pool.context().limits().tryOpen()) {
                    pool.context().limits().closed(); // it was woken for nothing: let the next have the place
                }
            } else {
                run();
            }
        });
    }

    /** Since when it has waited. Any thread that found it among those who wait. */
    long waitsSinceNanos() {
        return waitsSinceNanos;
    }

    /** True if it still wants a connection of its own. */
    boolean wants() {
        return !cancelled && !isDone() && !pool.multiplexes();
    }

    private void settled() {
        if (waiting) {
            waiting = false;
            watchDeadline();
        }
    }

    // === time ===

    private void watchDeadline() {
        long until = isDone() ? 0 : untilNanos;
        boolean told = until == 0 && request.exchange() instanceof LoopExchange served && served.tellsLate(this);
        long first = until != 0 || told ? until : request.exchange().deadlineNanos();
        if (first != 0) {
            setAlarm(first);
        } else {
            clear();
        }
    }

    /** The response's head is there in time: what follows has the time of the exchange. On the loop. */
    @Override
    public boolean complete(HttpResponse response) {
        boolean first = super.complete(response);
        if (untilNanos != 0 && alarm != null) {
            watchDeadline();
        }
        return first;
    }

    private void setAlarm(long atNanos) {
        PreciseAlarm known = alarm;
        if (known == null) {
            known = new PreciseAlarm(pool.loop()) {
                @Override
                protected void due() {
                    late();
                }
            };
            alarm = known;
        }
        long first = earlier(atNanos, isDone() ? 0 : untilNanos);
        known.set(earlier(first, request.exchange().deadlineNanos()));
    }

    private static long earlier(long atNanos, long limitNanos) {
        return limitNanos != 0 && limitNanos - atNanos < 0 ? limitNanos : atNanos;
    }

    private void clear() {
        if (alarm != null) {
            alarm.clear();
            alarm = null;
        }
    }

    @Override
    public void late() {
        long deadline = request.exchange().deadlineNanos();
        if (deadline != 0 && deadline - pool.loop().nanos() <= 0) {
            giveUp(LoopExchange.tooLate());
        } else if (untilNanos != 0 && !isDone() && untilNanos - pool.loop().nanos() <= 0) {
            giveUp(AttemptOver.failure(pool.context().endpoint(), waiting, carrier != null));
        } else if (waiting) {
            losePatience();
        }
    }

    // === the end ===

    /** Nobody waits any more. On the loop. */
    void cancel(Failure why) {
        if (isDone()) {
            cancelled = true;
            discardResult();
        } else {
            giveUp(why);
        }
    }

    /** Why the thread that waits was interrupted. */
    Failure interruption() {
        long deadline = request.exchange().deadlineNanos();
        return deadline != 0 && deadline - pool.loop().nanos() <= 0
                ? LoopExchange.tooLate()
                : Failure.downstream(Failure.Kind.CANCELLED, "nobody waits for the response");
    }

    private void giveUp(Failure why) {
        cancelled = true;
        if (waiting) {
            waiting = false;
            pool.stopWaiting(this);
        }
        clear();
        Carrier busy = carrier;
        if (busy != null) {
            busy.cancel(this, why);
        } else {
            lose(why);
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
