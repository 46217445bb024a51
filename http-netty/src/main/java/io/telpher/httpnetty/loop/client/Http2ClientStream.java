package io.telpher.httpnetty.loop.client;

import io.telpher.core.Ending;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.http.Body;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.Grpc;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.httpnetty.loop.LoopBody;
import io.telpher.httpnetty.loop.LoopExchange;
import io.telpher.httpnetty.loop.LoopTunnel;
import io.telpher.httpnetty.loop.OurFields;
import io.telpher.httpnetty.loop.Trailers;
import io.telpher.httpnetty.loop.WebSocketUpgrade;
import io.telpher.httpnetty.loop.h2.Http2Stream;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.ResponseHead;
import io.telpher.httpnetty.wire.h2.BadFrame;
import io.telpher.httpnetty.wire.h2.DecodedHead;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.HpackEncoder;
import org.jspecify.annotations.Nullable;

/** A request on an HTTP/2 connection to an endpoint, and its response. Confined to its loop. */
final class Http2ClientStream extends Http2Stream implements ClientCall.Carrier {
    private static final int INTERIM_MAX = 100;
    private static final long CONTINUE_WAIT_NANOS = 1_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long CLOCKS_DIFFER_NANOS = 1_000_000L;

    private final Http2ClientConnection connection;
    private final LoopPool pool;
    private final ClientCall call;
    private final HttpRequest request;
    private final Ending ending = new Ending();
    private final boolean tunnels;
    private boolean lasts; // what comes, comes when it comes
    private boolean awaitsContinue;
    private boolean heard;
    private boolean answered;
    private int interims;
    private long declared = Body.UNKNOWN;
    private long arrived;

    Http2ClientStream(Http2ClientConnection connection, int id, LoopPool pool, ClientCall call) {
        super(connection, id);
        this.connection = connection;
        this.pool = pool;
        this.call = call;
        this.request = call.request();
        this.tunnels = call.upgrades();
        this.lasts = tunnels || Grpc.is(request.fields());
    }

    // === the request ===

    /** Sends it. */
    void begin() {
        Body content = request.body();
        if (tunnels) {
            head("CONNECT", WebSocketUpgrade.PROTOCOL, WebSocketUpgrade.connect(request.fields()));
        } else {
            HpackEncoder head = head(request.method().name(), null, request.fields());
            long length = content.length();
            if (length > 0 || (length == 0 && RequestWriter.expectsBody(request.method()))) {
                head.field(FieldName.CONTENT_LENGTH, length);
            }
        }
        connection.sendHead(id(), content.isEmpty() && !tunnels);
        request.exchange().sent(loop.nanos());
        if (tunnels) {
            awaitWithin(pool.settings().readTimeoutNanos()); // for the answer; then bytes come when they come
        } else if (content.isEmpty()) {
            endedByHead();
        } else if (request.fields().contains(FieldName.EXPECT)) {
            awaitsContinue = true;
            awaitWithin(CONTINUE_WAIT_NANOS);
        } else {
            send(content);
        }
    }

    private HpackEncoder head(String method, @Nullable String protocol, Fields fields) {
        HpackEncoder head = connection.encode().method(method);
        if (protocol != null) {
            head.protocol(protocol);
        }
        head.scheme(pool.context().connector().secure() ? "https" : "http");
        if (!request.authority().isEmpty()) {
            head.authority(request.authority());
        }
        head.path(request.path(), request.query()).fields(fields.without(OurFields.OF_HTTP2_REQUEST));
        if (fields.hasToken(FieldName.TE, "trailers")) {
            head.field(FieldName.TE, "trailers");
        }
        return head;
    }

    private void continueBody() {
        if (awaitsContinue) {
            awaitsContinue = false;
            awaitNothing();
            send(request.body());
        }
    }

    @Override
    protected void leaves(int count) {
        // only a server's connection counts
    }

    @Override
    protected void trailers(Fields fields) {
        connection.encode().fields(fields.without(OurFields.OF_HTTP2_REQUEST));
        connection.sendHead(id(), true);
    }

    @Override
    protected void written() {
        awaitMore();
    }

    /** The request's body will never be complete, so neither will the request. */
    @Override
    public void failed(Failure why) {
        connection.reset(this, ErrorCode.CANCEL, why);
    }

    @Override
    protected boolean patient() {
        return lasts;
    }

    // === the response ===

    @Override
    protected void head(DecodedHead block, boolean ends) throws BadFrame {
        hear();
        try {
            if (!answered) {
                take(block.response(tunnels ? Method.CONNECT : request.method(), ends), ends);
            } else if (ends && !received()) {
                arrivedWhole(Trailers.permitted(block.trailers()));
            } else {
                throw malformed("a second head that is no trailer section (RFC 9113 section 8.1)");
            }
        } catch (BadMessage e) {
            throw malformed(e.detail());
        }
    }

    private void hear() {
        connection.heard();
        if (!heard) {
            heard = true;
            request.exchange().firstByte(loop.nanos());
        }
    }

    private BadFrame malformed(String detail) {
        return BadFrame.stream(id(), ErrorCode.PROTOCOL_ERROR, detail);
    }

    private void take(ResponseHead head, boolean ends) throws BadFrame {
        if (head.status() < 200) {
            interim(head);
        } else if (tunnels && head.status() < 300) {
            join(head, ends);
        } else {
            answer(head, ends);
        }
    }

    private void join(ResponseHead head, boolean ends) throws BadFrame {
        answered = true;
        awaitNothing();
        call.lasts();
        LoopTunnel made = new LoopTunnel(loop, this);
        if (!ends) {
            expect(Body.UNKNOWN);
        }
        Fields fields = WebSocketUpgrade.switched(head.fields(), request.fields());
        boolean wanted = call.complete(new HttpResponse(101, fields, made, ending));
        if (ends) {
            arrivedWhole(Fields.EMPTY);
        }
        if (!wanted) {
            made.discard();
        }
    }

    private void interim(ResponseHead head) throws BadFrame {
        if (++interims > INTERIM_MAX) {
            throw malformed("more than " + INTERIM_MAX + " interim responses (RFC 9110 section 15.2)");
        }
        request.early(HttpResponse.of(head.status(), head.fields(), Body.empty()));
        if (head.status() == 100) {
            continueBody();
        } else {
            awaitMore();
        }
    }

    private void answer(ResponseHead head, boolean ends) throws BadFrame {
        answered = true;
        awaitsContinue = false; // what was held back is not wanted
        awaitNothing();
        if (ResponseReader.eventStream(head)) {
            lasts = true;
            call.lasts();
        }
        declared = head.length() < 0 ? Body.UNKNOWN : head.length();
        Body body = ends || declared == 0 ? Body.empty() : expect(chunked() ? Body.UNKNOWN : declared);
        awaitMore();
        boolean wanted = call.complete(new HttpResponse(head.status(), head.fields(), body, ending));
        if (ends) {
            arrivedWhole(Fields.EMPTY);
        } else if (!wanted) {
            body.discard();
        }
    }

    /**
     * True if the client's version has no trailers beside a Content-Length, and the client asked for trailers: it gets
     * chunks and no length, since nothing tells beforehand whether trailers come.
     */
    private boolean chunked() {
        return request.version() == HttpVersion.HTTP_1_1 && request.fields().hasToken(FieldName.TE, "trailers");
    }

    @Override
    protected void content(int count) throws BadFrame {
        connection.heard();
        arrived += count;
        if (declared >= 0 && arrived > declared) {
            throw malformed("more content than its Content-Length (RFC 9113 section 8.1.1)");
        }
        awaitMore();
    }

    @Override
    protected void contentWhole() throws BadFrame {
        if (!answered) {
            throw malformed("an end before the response (RFC 9113 section 8.1)");
        }
        if (declared > 0 && arrived < declared) {
            throw malformed("less content than its Content-Length (RFC 9113 section 8.1.1)");
        }
        if (!ended() && !tunnels) { // the rest of the request is not wanted any more
            connection.reset(id(), ErrorCode.CANCEL);
            stopSending();
        }
    }

    /** Nobody takes the rest of the response. */
    @Override
    protected void nobodyReads() {
        connection.reset(this, ErrorCode.CANCEL, Failure.downstream(Failure.Kind.CANCELLED, "the rest is not wanted"));
    }

    // === the end ===

    @Override
    protected void over() {
        connection.served();
        call.ended();
        ending.complete(Outcome.DONE);
    }

    @Override
    protected void broken(Failure why) {
        Failure told = inOurTerms(why);
        call.ended();
        call.fail(told); // unless it has its response
        LoopBody body = body();
        if (body != null) {
            body.fail(told);
        }
        ending.complete(Outcome.failed(told));
    }

    /** What an end of the connection means depends on how far this stream has come. */
    private Failure inOurTerms(Failure why) {
        if (why.side() != Failure.Side.UPSTREAM || why.kind() != Failure.Kind.CANCELLED) {
            return why;
        }
        String who = String.valueOf(why.getMessage());
        if (answered) {
            return Failure.upstream(Failure.Kind.INCOMPLETE, false, who + " before the response was complete");
        }
        if (connection.hasServed() && !heard) {
            return Failure.upstream(Failure.Kind.STALE, false, who + ", which had served before");
        }
        return Failure.upstream(Failure.Kind.RESET, false, who + " before it answered");
    }

    @Override
    protected void resetByPeer(ErrorCode code) {
        if (code == ErrorCode.NO_ERROR && received()) {
            stopSending(); // it has all that it wants to know (RFC 9113 section 8.1)
            return;
        }
        if (deadlinePassed()) { // the endpoint keeps it as well, and was first
            Failure late = LoopExchange.tooLate();
            tell(late);
            breakOff(late);
            return;
        }
        String what = pool.context().endpoint() + " reset the stream: " + code;
        if (code == ErrorCode.HTTP_1_1_REQUIRED && !answered) {
            breakOff(pool.http1Required());
        } else if (code == ErrorCode.REFUSED_STREAM) {
            breakOff(Failure.upstream(Failure.Kind.STALE, true, what)); // it has not looked at it (section 8.7)
        } else {
            breakOff(Failure.upstream(answered ? Failure.Kind.INCOMPLETE : Failure.Kind.RESET, false, what));
        }
    }

    @Override
    public void cancel(ClientCall unwanted, Failure why) {
        if (closed()) {
            return;
        }
        if (why.kind() == Failure.Kind.DEADLINE) {
            tell(why);
        }
        connection.reset(this, ErrorCode.CANCEL, why);
    }

    private boolean deadlinePassed() {
        long deadline = request.exchange().deadlineNanos();
        return deadline != 0 && deadline - loop.nanos() <= CLOCKS_DIFFER_NANOS;
    }

    /** Who has the response already, and reads gRPC, is told in its own words that there was no time for more. */
    private void tell(Failure late) {
        if (answered) {
            request.exchange().failure(late);
        }
        LoopBody body = body();
        if (Grpc.is(request.fields()) && body != null && !body.paused()) {
            body.end(Grpc.TOO_LATE_TRAILERS);
        }
    }

    // === time ===

    /** Something must come in time, once all of the request has gone. */
    private void awaitMore() {
        if (!lasts && ended() && !received() && !closed()) {
            awaitWithin(pool.settings().readTimeoutNanos());
        }
    }

    @Override
    protected void readTimeout() {
        LoopBody body = body();
        if (awaitsContinue) {
            continueBody();
        } else if (body != null && body.paused()) {
            awaitMore(); // it is the client that we wait for
        } else if (!lasts || !answered) {
            String seconds = pool.settings().readTimeoutNanos() / SECOND_NANOS + " s";
            Failure late = connection.failure(Failure.Kind.READ_TIMEOUT, "sent nothing for " + seconds);
            connection.reset(this, ErrorCode.CANCEL, late);
            connection.doubt();
        }
    }
}
