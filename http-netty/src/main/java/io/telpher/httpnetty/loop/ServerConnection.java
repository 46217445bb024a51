package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.telpher.core.Failure;
import io.telpher.core.Outcome;
import io.telpher.core.Verdict;
import io.telpher.http.Body;
import io.telpher.http.BytesBody;
import io.telpher.http.Exchange;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.http.Peer;
import io.telpher.http.Placement;
import io.telpher.http.Problem;
import io.telpher.httpnetty.ServerSettings;
import io.telpher.httpnetty.loop.MessageReader.Reading;
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.RequestHead;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1.1 connection: reads requests one after the other, has each answered by a virtual thread, and writes
 * the answers.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter implements Sink, Runnable {
    private final Loop loop;
    private final ServerContext context;
    private final ServerSettings settings;
    private final Alarm alarm = new Alarm() {
        @Override
        protected void ring() {
            timeout();
        }
    };

    private ChannelHandlerContext ctx;
    private RequestReader reader;
    private WriteWatch watch;
    private Outbox out;
    private HeadWriter head;
    private @Nullable Peer peer;
    private boolean gone;
    private boolean closing;
    private boolean draining;
    private boolean refused;
    private int requests;

    // the request that is being served
    private @Nullable ServedExchange exchange;
    private @Nullable HttpHandler handler;
    private @Nullable Thread thread;
    private boolean keepAlive;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private Method method = Method.GET;

    // the response that is being sent
    private boolean responding;
    private @Nullable LoopBody responseBody;
    private boolean chunked;

    @SuppressWarnings("NullAway.Init") // ctx and the others come with handlerAdded, before anything else
    ServerConnection(Loop loop, ServerContext context) {
        this.loop = loop;
        this.context = context;
        this.settings = context.settings();
    }

    // === the connection ===

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        out = new Outbox(added);
        head = new HeadWriter(loop, out);
        reader = new RequestReader(this, loop, added, settings, alarm);
        watch = new WriteWatch(loop, alarm, added.channel(), settings.writeTimeoutNanos());
        context.add(this);
        loop.alarms().set(alarm, loop.nanos() + settings.idleTimeoutNanos());
    }

    @Override
    public void channelInactive(ChannelHandlerContext unused) {
        leave(Failure.downstream(Failure.Kind.CANCELLED, "the client closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
        if (!(cause instanceof IOException)) {
            bug(cause);
        }
        leave(Failure.downstream(Failure.Kind.RESET, "the client's connection broke: " + cause.getMessage()));
        ctx.close();
    }

    /** The connection is no more: whatever is under way ends. */
    private void leave(Failure why) {
        if (gone) {
            return;
        }
        gone = true;
        reader.expect(Reading.NOTHING);
        loop.alarms().clear(alarm);
        context.remove(this);
        reader.releaseUnread();
        LoopBody arriving = reader.body();
        if (arriving != null) {
            arriving.fail(why);
        }
        LoopBody leaving = responseBody;
        if (leaving != null) {
            leaving.abandon();
        }
        Thread serving = thread;
        if (serving != null) {
            serving.interrupt();
        }
        ServedExchange current = exchange;
        if (current != null) {
            current.finish(Outcome.failed(why));
        }
        out.release();
    }

    void drainSoon() {
        loop.execute(this::drain);
    }

    /** Finishes what is under way and closes: no new request is taken. */
    void drain() {
        draining = true;
        if (exchange == null && !reader.hasUnread()) {
            close();
        }
    }

    private void close() {
        if (!closing) {
            closing = true;
            reader.expect(Reading.NOTHING);
            out.flushAndTell().addListener(ChannelFutureListener.CLOSE);
            loop.alarms().set(alarm, loop.nanos() + settings.writeTimeoutNanos());
        }
    }

    private void abort() {
        ctx.close();
    }

    void closeNow() {
        loop.execute(this::abort);
    }

    // === reading ===

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        reader.received((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext unused) {
        reader.flush();
        if (out.dirty() && !closing) {
            out.flush();
        }
    }

    /** The request's body is whole. */
    void requestRead() {
        if (exchange == null) { // it was answered before
            next();
        } else if (!responding) {
            loop.alarms().clear(alarm);
        }
    }

    /** The client waits to be told to send its body. */
    void sendContinue() {
        if (!responding) {
            out.bytes(Preset.CONTINUE);
            out.flush();
        }
    }

    /** True while a request is being served. */
    boolean serving() {
        return exchange != null;
    }

    /** The request that is being served. */
    @Nullable
    ServedExchange exchange() {
        return exchange;
    }

    // === serving ===

    /** Serves the request whose head is {@code head} and began to arrive at {@code started}. */
    void begin(RequestHead head, long started) {
        context.events().began(context.listener());
        requests++;
        method = head.method();
        version = head.version();
        boolean last = settings.requestsMax() > 0 && requests >= settings.requestsMax();
        keepAlive = head.keepAlive() && !draining && !last;
        ServedExchange current = new ServedExchange(peer(), started, loop, context.events());
        exchange = current;
        if (head.version() == HttpVersion.HTTP_1_1) {
            current.interimTo(response -> interim(current, response));
        }
        Body body = reader.expectBody(head);
        String scheme = peer().scheme();
        HttpRequest request = new HttpRequest(
                head.method(),
                scheme,
                head.authority(),
                head.target().path(),
                head.target().query(),
                head.version(),
                head.fields(),
                body,
                current);
        current.request(request);
        if (reader.reading() != Reading.HEAD) {
            reader.watch();
        } // else what is set may ring: without a body to wait for it means nothing
        serve(request);
    }

    private void serve(HttpRequest request) {
        Verdict<HttpResponse> verdict = context.gate().admit(request);
        if (verdict instanceof Verdict.Answer<HttpResponse> answer) {
            respond(answer.reply());
        } else if (verdict instanceof Verdict.Drop<HttpResponse> drop) {
            leave(Failure.downstream(Failure.Kind.CANCELLED, drop.reason()));
            abort();
        } else {
            start(context.dispatch().choose(request));
        }
    }

    private void start(HttpHandler chosen) {
        handler = chosen;
        if (chosen.placement() == Placement.LOOP && Loop.carrying()) {
            loop.start(this);
        } else {
            Thread worker = Thread.ofVirtual().unstarted(this);
            thread = worker;
            worker.start();
        }
    }

    /** The request's own thread. */
    @Override
    public void run() {
        ServedExchange current = exchange;
        HttpHandler chosen = handler;
        HttpRequest request = current == null ? null : current.request();
        if (current == null || chosen == null || request == null) {
            return;
        }
        if (thread == null) {
            thread = Thread.currentThread(); // carried by the loop, so this is the loop's own doing
        }
        HttpResponse answer = answer(chosen, request, current);
        loop.execute(() -> {
            if (exchange == current) {
                respond(answer);
            } else {
                dispose(answer);
            }
        });
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
            context.events().bug(request, thrown);
            return mistake();
        }
    }

    private static HttpResponse mistake() {
        return Problem.of(500, "This is a mistake in the server; its log has more.");
    }

    private void bug(Throwable thrown) {
        ServedExchange current = exchange;
        HttpRequest request = current == null ? null : current.request();
        if (request != null) {
            context.events().bug(request, thrown);
        }
    }

    private static void dispose(HttpResponse unwanted) {
        unwanted.body().discard();
    }

    private Peer peer() {
        Peer known = peer;
        if (known == null) {
            known = context.peer(ctx.channel());
            peer = known;
        }
        return known;
    }

    /** What breaks the rules is answered and ends the connection: after it, nobody knows where a message begins. */
    void refuse(BadMessage bad) {
        reader.expect(Reading.NOTHING);
        reader.releaseUnread();
        Failure failure = Failure.downstream(Failure.Kind.PROTOCOL, bad.detail());
        refused = true;
        keepAlive = false;
        ServedExchange current = exchange;
        if (current == null) {
            long began = reader.headNanos();
            current = new ServedExchange(peer(), began == 0 ? loop.nanos() : began, loop, context.events());
            exchange = current;
            method = Method.GET;
            version = HttpVersion.HTTP_1_1;
        }
        current.failure(failure);
        if (!responding) {
            Thread serving = thread;
            thread = null;
            respond(Problem.of(bad.status(), bad.detail()));
            if (serving != null) {
                serving.interrupt();
            }
        }
        LoopBody arriving = reader.body();
        if (arriving != null) {
            arriving.fail(failure); // last: who reads it goes on at once, and must find the answer given
        }
    }

    // === answering ===

    private void interim(Exchange asked, HttpResponse response) {
        loop.execute(() -> {
            if (gone || closing || responding || exchange != asked || !response.interim()) {
                return;
            }
            if (response.status() == 100 && !reader.payContinue()) {
                return;
            }
            head.bytes(Preset.statusLine(response.status()))
                    .fields(response.fields().without(OurFields.OF_RESPONSE))
                    .bytes(Preset.CRLF)
                    .done();
            out.flush();
        });
    }

    private void respond(HttpResponse response) {
        ServedExchange current = exchange;
        if (gone || closing || responding || current == null) {
            dispose(response);
            return;
        }
        if (response.status() == 101 && !(response.body() instanceof LoopTunnel)) {
            bug(new IllegalStateException("a 101 needs the tunnel that came with it"));
            dispose(response);
            respond(mistake());
            return;
        }
        responding = true;
        keepAlive &= !draining;
        current.status = response.status();
        if (reader.owesContinue() || reader.tooMuchToDrain()) {
            keepAlive = false; // the rest of the request is not read, so no other can follow it
        }
        Body body = response.body();
        if (response.status() == 101) {
            upgrade(response);
            return;
        }
        boolean content = !method.equals(Method.HEAD)
                && response.status() >= 200
                && response.status() != 204
                && response.status() != 304;
        head(response, body, content);
        if (content) {
            send(body);
        } else {
            body.discard();
            responseEnded();
        }
    }

    private void head(HttpResponse response, Body body, boolean content) {
        head.bytes(Preset.statusLine(response.status()));
        head.fields(response.fields().without(content ? OurFields.OF_RESPONSE : OurFields.OF_BARE_RESPONSE));
        if (!response.fields().contains(FieldName.DATE)) {
            head.bytes(context.date());
        }
        framing(response, body, content);
        if (!keepAlive) {
            head.bytes(Preset.CLOSE);
        } else if (version == HttpVersion.HTTP_1_0) {
            head.bytes(Preset.KEEP_ALIVE);
            head.bytes(context.keepAlive(requests));
        } else if (requests == 1 || settings.requestsMax() > 0) {
            head.bytes(context.keepAlive(requests));
        }
        head.bytes(Preset.CRLF).done();
    }

    private void framing(HttpResponse response, Body body, boolean content) {
        chunked = false;
        long length = body.length();
        if (!content) {
            boolean describes = method.equals(Method.HEAD) && !response.fields().contains(FieldName.CONTENT_LENGTH);
            if (describes && (length > 0 || (length == 0 && response.status() == 200 && !(body instanceof LoopBody)))) {
                contentLength(length);
            }
            return;
        }
        if (length >= 0) {
            contentLength(length);
        } else if (version == HttpVersion.HTTP_1_1) {
            chunked = true;
            head.bytes(Preset.CHUNKED);
        } else {
            keepAlive = false;
        }
    }

    private void contentLength(long length) {
        head.bytes(Preset.CONTENT_LENGTH);
        head.decimal(length);
        head.bytes(Preset.CRLF);
    }

    private void send(Body body) {
        if (body instanceof BytesBody bytes) {
            if (bytes.length() > 0) {
                data(Buffers.of(ctx, bytes.bytes()));
            }
            end(Fields.EMPTY);
        } else {
            LoopBody arriving = body instanceof LoopBody already ? already : BodyWriter.start(loop, body);
            responseBody = arriving;
            arriving.to(this);
        }
    }

    @Override
    public void data(ByteBuf bytes) {
        ServedExchange current = exchange;
        if (gone || closing || current == null) {
            bytes.release();
            return;
        }
        current.responseBytes += bytes.readableBytes();
        if (chunked) {
            out.chunk(bytes);
        } else {
            out.data(bytes);
        }
        if (!ctx.channel().isWritable()) {
            LoopBody leaving = responseBody;
            if (leaving != null) {
                leaving.pause();
            }
            out.flush();
            watch.begin();
        }
    }

    @Override
    public void flush() {
        if (!gone && !closing) {
            out.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext unused) {
        LoopBody leaving = responseBody;
        if (leaving != null && ctx.channel().isWritable()) {
            leaving.resume();
        }
    }

    @Override
    public void end(Fields trailers) {
        if (gone || closing) {
            return;
        }
        if (chunked) {
            out.lastChunk(trailers);
        }
        responseEnded();
    }

    @Override
    public void failed(Failure why) {
        ServedExchange current = exchange;
        if (gone || current == null) {
            return;
        }
        // the head has gone, so all that can be said is to break off: never an end that looks like one
        current.failure(why);
        current.finish(Outcome.failed(why));
        out.flush();
        reader.expect(Reading.NOTHING);
        ctx.channel().config().setOption(io.netty.channel.ChannelOption.SO_LINGER, 0);
        abort();
    }

    private void responseEnded() {
        ServedExchange current = exchange;
        if (current == null) {
            return;
        }
        responseBody = null;
        responding = false;
        exchange = null;
        thread = null;
        handler = null;
        ChannelFuture sent = out.flushAndTell();
        sent.addListener(current);
        LoopBody arriving = reader.body();
        boolean arrives = arriving != null && !arriving.over();
        if (!keepAlive) {
            closing = true;
            reader.expect(Reading.NOTHING);
            refused |= reader.hasUnread();
            reader.releaseUnread();
            sent.addListener(_ -> lingeringClose());
            loop.alarms().set(alarm, loop.nanos() + settings.writeTimeoutNanos());
        }
        if (arriving != null) {
            arriving.abandon(); // also when all of it came: what nobody read is kept there
        }
        if (!closing && arrives) {
            reader.watch();
        } else if (reader.reading() == Reading.HEAD) {
            next();
        }
    }

    /** The answer is out: stop sending, and let the client read it before the connection goes (RFC 9112 §9.6). */
    private void lingeringClose() {
        if (gone) {
            return;
        }
        LoopBody arriving = reader.body();
        boolean more = refused || (arriving != null && !arriving.ended());
        if (more && ctx.channel() instanceof io.netty.channel.socket.DuplexChannel duplex) {
            duplex.shutdownOutput().addListener(_ -> loop.alarms().set(alarm, loop.nanos() + 1_000_000_000L));
        } else {
            ctx.close();
        }
    }

    /** Ready for another request. */
    private void next() {
        reader.forgetBody();
        if (draining) {
            close();
            return;
        }
        if (ctx.channel().isWritable()) {
            loop.alarms().set(alarm, loop.nanos() + settings.idleTimeoutNanos());
        } else {
            watch.begin();
        }
        if (reader.hasUnread()) {
            reader.process();
        }
    }

    private void upgrade(HttpResponse response) {
        ServedExchange current = exchange;
        if (!(response.body() instanceof LoopTunnel tunnel) || current == null) {
            return; // it was looked at before
        }
        head.bytes(Preset.statusLine(101));
        head.fields(response.fields());
        head.bytes(Preset.UPGRADE).bytes(Preset.CRLF).done();
        out.flush();
        loop.alarms().clear(alarm);
        context.remove(this);
        gone = true; // as an HTTP connection; the tunnel has it now
        tunnel.open(ctx, reader.takeUnread(), current);
    }

    // === time ===

    private void timeout() {
        if (gone) {
            return;
        }
        if (closing) {
            abort();
        } else if (responding) {
            writeTimeout();
        } else if (exchange != null) {
            bodyTimeout();
        } else if (reader.headNanos() != 0) {
            refuse(new BadMessage(408, "the head did not arrive in time (RFC 9110 section 15.5.9)"));
        } else if (ctx.channel().isWritable() || watch.stalled()) {
            close();
        } else {
            watch.begin();
        }
    }

    private void writeTimeout() {
        ServedExchange current = exchange;
        LoopBody leaving = responseBody;
        if (ctx.channel().isWritable() && (leaving == null || !leaving.paused())) {
            return; // it is the origin that we wait for
        }
        if (current != null && watch.stalled()) {
            Failure why = Failure.downstream(Failure.Kind.WRITE_TIMEOUT, "the client took nothing for too long");
            current.failure(why);
            leave(why);
            abort();
            return;
        }
        watch.begin();
    }

    private void bodyTimeout() {
        LoopBody arriving = reader.body();
        if (arriving == null || arriving.over()) {
            return;
        }
        if (arriving.paused()) {
            reader.watch();
            return;
        }
        Failure why = Failure.downstream(Failure.Kind.READ_TIMEOUT, "the request's body did not arrive in time");
        Exchange current = exchange;
        if (current != null) {
            current.failure(why);
        }
        refuse(new BadMessage(408, "the request's body did not arrive in time (RFC 9110 section 15.5.9)"));
    }
}
