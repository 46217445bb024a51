package io.telpher.httpnetty.loop.server;

import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.http.Body;
import io.telpher.http.BytesBody;
import io.telpher.http.FieldName;
import io.telpher.http.FieldNames;
import io.telpher.http.Fields;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.http.Problem;
import io.telpher.httpnetty.loop.Contents;
import io.telpher.httpnetty.loop.LoopBody;
import io.telpher.httpnetty.loop.LoopExchange;
import io.telpher.httpnetty.loop.LoopTunnel;
import io.telpher.httpnetty.loop.OurFields;
import io.telpher.httpnetty.loop.Trailers;
import io.telpher.httpnetty.loop.WebSocketUpgrade;
import io.telpher.httpnetty.loop.h2.Http2Stream;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.RequestHead;
import io.telpher.httpnetty.wire.h2.BadFrame;
import io.telpher.httpnetty.wire.h2.DecodedHead;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.HpackEncoder;
import io.telpher.httpnetty.wire.h2.Priority;
import org.jspecify.annotations.Nullable;

/** A request on an HTTP/2 connection, and its response. Confined to its loop. */
final class Http2ServerStream extends Http2Stream implements Worker.Customer {
    private static final FieldName PRIORITY = FieldName.of("priority");
    private static final int BAD_REQUEST = 400;
    private static final int LATE = 408;

    private final Http2ServerConnection connection;
    private final ServerContext context;
    private final Worker worker;
    final int headBytes;
    private @Nullable ServedExchange exchange;
    private @Nullable WebSocketUpgrade upgrade;
    private Method method = Method.GET;
    private long declared = Body.UNKNOWN;
    private long arrived;
    private boolean serving;
    private boolean responding;
    private boolean owesContinue;
    private boolean lasting;
    private ErrorCode afterwards = ErrorCode.NO_ERROR;

    Http2ServerStream(Http2ServerConnection connection, int id, int headBytes) {
        super(connection, id);
        this.headBytes = headBytes;
        this.connection = connection;
        this.context = connection.server;
        this.worker = new Worker(this, loop, context);
    }

    // === the request ===

    /** Serves the request whose head is {@code head}. */
    void begin(RequestHead head, @Nullable String protocol, ServedExchange current) {
        method = head.method();
        String wish = connection.wish(id(), head.fields().value(PRIORITY));
        if (wish != null) {
            prioritize(Priority.parse(wish));
        }
        if (protocol != null && !protocol.equals(WebSocketUpgrade.PROTOCOL)) {
            refuse(new BadMessage(501, "a :protocol other than websocket (RFC 8441 section 4)"));
            return;
        }
        context.events().began(context.listener());
        HttpRequest request = request(head, protocol != null, current);
        current.request(request);
        current.interimTo(response -> loop.execute(() -> interim(response)));
        serving = true;
        worker.serve(current, request);
    }

    private HttpRequest request(RequestHead head, boolean upgrades, ServedExchange current) {
        Body body = upgrades ? tunnelled() : expectBody(head);
        Fields fields = head.fields();
        if (upgrades) {
            WebSocketUpgrade asked = new WebSocketUpgrade();
            upgrade = asked;
            method = Method.GET;
            fields = asked.request(fields);
        }
        return new HttpRequest(
                method,
                current.peer().scheme(),
                head.authority(),
                head.target().path(),
                head.target().query(),
                head.version(),
                fields,
                body,
                current);
    }

    /** What follows is not content, but what the client says when the tunnel stands. */
    private Body tunnelled() {
        lasting = true;
        if (!received()) {
            expect(Body.UNKNOWN);
        }
        return Body.empty();
    }

    private Body expectBody(RequestHead head) {
        if (received()) {
            return Body.empty();
        }
        owesContinue = head.expectContinue();
        declared = head.length() < 0 ? Body.UNKNOWN : head.length();
        String type = head.fields().value(FieldName.CONTENT_TYPE);
        lasting = type != null && type.startsWith("application/grpc"); // messages come when they come
        LoopBody body = expect(declared);
        awaitContent();
        return body;
    }

    private void awaitContent() {
        if (!lasting) {
            awaitWithin(context.settings().readTimeoutNanos());
        }
    }

    /** What comes on a stream after its head can only be a trailer section (RFC 9113 §8.1). */
    @Override
    protected void head(DecodedHead block, boolean ends) throws BadFrame {
        if (received()) {
            throw BadFrame.stream(id(), ErrorCode.STREAM_CLOSED, "HEADERS after the last (RFC 9113 section 5.1)");
        }
        if (!ends) {
            throw malformed("a second head that is no trailer section (RFC 9113 section 8.1)");
        }
        try {
            arrivedWhole(Trailers.permitted(block.trailers()));
        } catch (BadMessage e) {
            throw malformed(e.detail());
        }
    }

    private BadFrame malformed(String detail) {
        return BadFrame.stream(id(), ErrorCode.PROTOCOL_ERROR, detail);
    }

    @Override
    protected void content(int count) throws BadFrame {
        arrived += count;
        if (declared >= 0 && arrived > declared) {
            throw malformed("more content than its Content-Length (RFC 9113 section 8.1.1)");
        }
        ServedExchange current = exchange;
        if (current != null) {
            current.countReceived(count);
        }
        awaitContent();
    }

    @Override
    protected void contentWhole() throws BadFrame {
        if (declared > 0 && arrived < declared) {
            throw malformed("less content than its Content-Length (RFC 9113 section 8.1.1)");
        }
    }

    @Override
    public void demanded() {
        if (owesContinue && !responding && !closed()) {
            owesContinue = false;
            connection.encode().status(100);
            connection.sendHead(id(), false);
        }
        super.demanded();
    }

    @Override
    protected void nobodyReads() {
        // the client is told when the response has ended
    }

    @Override
    protected void readTimeout() {
        LoopBody body = body();
        if (body == null || body.over()) {
            return;
        }
        if (responding || body.paused()) {
            awaitContent();
        } else {
            refuse(new BadMessage(408, "the request's body did not arrive in time (RFC 9110 section 15.5.9)"));
        }
    }

    // === serving ===

    /** The exchange that this stream is, from {@code startedNanos} on. */
    ServedExchange start(long startedNanos) {
        ServedExchange made = new ServedExchange(connection.client(), startedNanos, loop, context.events());
        exchange = made;
        return made;
    }

    /** True while a handler is at it, although the stream may be no more. */
    boolean serving() {
        return serving;
    }

    @Override
    public @Nullable ServedExchange exchange() {
        return exchange;
    }

    @Override
    public void answered(ServedExchange asked, HttpResponse answer) {
        serving = false;
        if (closed()) {
            connection.workEnded(this);
        }
        respond(answer);
    }

    @Override
    public void dropped(Failure why) {
        serving = false;
        connection.reset(this, ErrorCode.REFUSED_STREAM, why);
    }

    /** The thread may be at it still: that it works counts until it has ended. */
    @Override
    public void late(ServedExchange asked, HttpResponse answer) {
        if (responding) {
            connection.reset(this, ErrorCode.CANCEL, LoopExchange.tooLate());
        } else {
            respond(answer);
        }
    }

    /** What breaks the rules is answered, and ends the stream. */
    void refuse(BadMessage bad) {
        Failure.Kind kind = bad.status() == LATE ? Failure.Kind.READ_TIMEOUT : Failure.Kind.PROTOCOL;
        Failure failure = Failure.downstream(kind, bad.detail());
        if (exchange != null) {
            exchange.failure(failure);
        }
        if (bad.status() == BAD_REQUEST) {
            afterwards = ErrorCode.PROTOCOL_ERROR;
        }
        LoopBody body = body();
        respond(Problem.of(bad.status(), bad.detail()));
        worker.interrupt();
        if (body != null) {
            body.fail(failure); // last: who reads it goes on at once, and must find the answer given
        }
    }

    // === the response ===

    private void interim(HttpResponse response) {
        if (closed() || responding || !response.interim() || (response.status() == 100 && !owesContinue)) {
            return;
        }
        owesContinue &= response.status() != 100;
        connection.encode().status(response.status()).fields(response.fields().without(OurFields.OF_HTTP2_RESPONSE));
        connection.sendHead(id(), false);
    }

    private void respond(HttpResponse response) {
        ServedExchange current = exchange;
        if (closed() || responding || current == null) {
            response.body().discard();
        } else if (response.status() == 101) {
            join(response, current);
        } else {
            responding = true;
            current.status = response.status();
            String wish = response.fields().value(PRIORITY); // the origin knows better (RFC 9218 section 8)
            if (wish != null) {
                prioritize(new Priority(urgency(), incremental()).merged(wish));
            }
            send(response);
        }
    }

    private void send(HttpResponse response) {
        Body content = response.body();
        boolean sent = Contents.sent(method, response);
        boolean ends = !sent || (content instanceof BytesBody && content.isEmpty());
        HpackEncoder head = head(
                response.status(),
                response.fields(),
                sent ? OurFields.OF_HTTP2_RESPONSE : OurFields.OF_BARE_HTTP2_RESPONSE);
        if (sent ? content.length() >= 0 : Contents.described(method, response)) {
            head.field(FieldName.CONTENT_LENGTH, content.length());
        }
        connection.sendHead(id(), ends);
        if (!sent) {
            content.discard();
        }
        if (ends) {
            lastFields(response.fields());
            endedByHead();
        } else {
            send(content);
        }
    }

    private HpackEncoder head(int status, Fields fields, FieldNames without) {
        HpackEncoder head = connection.encode().status(status).fields(fields.without(without));
        return fields.contains(FieldName.DATE) ? head : head.line(context.date());
    }

    private void lastFields(Fields fields) {
        ServedExchange current = exchange;
        if (current != null) {
            current.lastFields(fields);
        }
    }

    @Override
    protected void trailers(Fields fields) {
        lastFields(fields);
        connection.encode().fields(fields.without(OurFields.OF_HTTP2_RESPONSE));
        connection.sendHead(id(), true);
    }

    @Override
    protected void leaves(int count) {
        ServedExchange current = exchange;
        if (current != null) {
            current.countSent(count);
        }
    }

    @Override
    protected void written() {
        ServedExchange current = exchange;
        if (current != null) {
            connection.writer().tell(current);
        }
        connection.answered();
        if (!received()) { // what comes of the request is not wanted any more (RFC 9113 section 8.1)
            connection.reset(this, afterwards, Failure.downstream(Failure.Kind.CANCELLED, "the response has ended"));
        }
    }

    @Override
    protected void over() {
        LoopBody body = body();
        if (body != null) {
            body.abandon(); // although all of it came: what nobody read is kept there
        }
    }

    @Override
    protected void broken(Failure why) {
        LoopBody body = body();
        if (body != null) {
            body.cut(why);
        }
        if (ended()) {
            return; // answered before the request was whole
        }
        worker.interrupt();
        ServedExchange current = exchange;
        if (current != null) {
            if (why.side() != Failure.Side.DOWNSTREAM) {
                current.failure(why);
            }
            current.finish(Outcome.failed(why));
        }
    }

    // === tunnels ===

    private void join(HttpResponse response, ServedExchange current) {
        WebSocketUpgrade asked = upgrade;
        if (asked == null || !(response.body() instanceof LoopTunnel tunnel)) {
            response.body().discard();
            respond(worker.bug(new IllegalStateException("a 101 needs the tunnel that came with it")));
            return;
        }
        if (!asked.accepted(response.fields())) {
            tunnel.discard();
            Failure why = Failure.upstream(Failure.Kind.PROTOCOL, false, WebSocketUpgrade.NOT_ACCEPTED);
            current.failure(why);
            respond(Problem.of(why));
            return;
        }
        responding = true;
        current.status = 200;
        head(200, WebSocketUpgrade.response(response.fields()), OurFields.OF_HTTP2_RESPONSE);
        connection.sendHead(id(), false);
        awaitNothing();
        tunnel.open(this);
    }
}
