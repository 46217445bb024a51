package io.telpher.httpnetty.loop.server;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.http.Fields;
import io.telpher.http.Grpc;
import io.telpher.http.HttpRequest;
import io.telpher.http.Peer;
import io.telpher.httpnetty.HttpEvents;
import io.telpher.httpnetty.loop.LoopExchange;
import io.telpher.net.Loop;
import org.jspecify.annotations.Nullable;

/** One request on a server's connection and what became of it. Written on the loop; ended once. */
final class ServedExchange extends LoopExchange implements ChannelFutureListener {
    private final HttpEvents events;
    private @Nullable HttpRequest request;
    private @Nullable Worker worker;
    private @Nullable Timed timed;
    private boolean watched;
    private boolean over;
    int status;

    ServedExchange(Peer peer, long startedNanos, Loop loop, HttpEvents events) {
        super(peer, startedNanos, loop);
        this.events = events;
    }

    void request(HttpRequest head) {
        request = head;
    }

    @Nullable
    HttpRequest request() {
        return request;
    }

    /** Who answers it. */
    void servedBy(Worker who) {
        worker = who;
    }

    boolean over() {
        return over;
    }

    /** Any thread that serves it; watched from the loop's next turn on. */
    @Override
    public void deadline(long atNanos) {
        long before = deadlineNanos();
        super.deadline(atNanos);
        Worker serving = worker;
        if (serving == null || deadlineNanos() == before) {
            return;
        }
        watched = true;
        loop().execute(serving.deadline());
    }

    @Override
    public boolean tellsLate(Timed who) {
        timed = who;
        return watched;
    }

    /** How much of the response's content has gone so far. */
    long sentBytes() {
        return responseBytes();
    }

    /** Its deadline has passed. */
    void late() {
        Timed known = timed;
        if (known != null) {
            known.late();
        }
    }

    /** The fields that end the response: its trailers, or its head if nothing follows. A call of gRPC says there how it ended. */
    void lastFields(Fields fields) {
        HttpRequest asked = request;
        if (asked != null && fields.contains(Grpc.STATUS) && Grpc.is(asked.fields())) {
            grpcStatus(Grpc.status(fields));
        }
    }

    /** All of the response has gone to the socket, or could not. */
    @Override
    public void operationComplete(ChannelFuture sent) {
        finish(
                sent.isSuccess()
                        ? Outcome.DONE
                        : Outcome.failed(Failure.downstream(Failure.Kind.RESET, "the client closed the connection")));
    }

    /** @return true if this was its end */
    boolean finish(Outcome outcome) {
        if (over) {
            return false;
        }
        over = true;
        Worker serving = worker;
        if (watched && serving != null) {
            serving.over(this);
        }
        events.ended(request, this, status, requestBytes(), responseBytes(), loop().nanos(), outcome);
        letGo();
        return true;
    }
}
