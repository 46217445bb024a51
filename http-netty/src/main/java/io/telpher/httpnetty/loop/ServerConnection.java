package io.telpher.httpnetty.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.ByteToMessageDecoder;
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
import io.telpher.httpnetty.wire.BadMessage;
import io.telpher.httpnetty.wire.ChunkReader;
import io.telpher.httpnetty.wire.HeadScanner;
import io.telpher.httpnetty.wire.RequestHead;
import io.telpher.net.Loop;
import io.telpher.net.loop.Alarm;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1.1 connection: reads requests one after the other, has each answered by a virtual thread, and writes
 * the answers. Pipelined requests wait their turn in {@code unread}.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter implements LoopBody.Source, Sink, Runnable {
    private static final int FIRST_LOOK_BYTES = 2048;
    private static final int UNREAD_BYTES_MAX = 64 * 1024;

    /** What the next bytes from the client are. */
    private enum Reading {
        HEAD,
        LENGTH,
        CHUNKS,
        /** Nothing more is read: the connection ends with the answer that is being sent. */
        NOTHING
    }

    private final Loop loop;
    private final ServerContext context;
    private final ServerSettings settings;
    private final HeadScanner scanner;
    private final RequestHead.HostMemo hosts = new RequestHead.HostMemo();
    private final Alarm alarm = new Alarm() {
        @Override
        protected void ring() {
            timeout();
        }
    };

    private ChannelHandlerContext ctx;
    private Outbox out;
    private HeadWriter head;
    private @Nullable Peer peer;
    private @Nullable ByteBuf unread;
    private Reading reading = Reading.HEAD;
    private boolean processing;
    private boolean reads = true;
    private boolean gone;
    private boolean closing;
    private boolean draining;
    private boolean refused;
    private int requests;
    private long headNanos;

    // the request that is being served
    private @Nullable ServedExchange exchange;
    private @Nullable HttpHandler handler;
    private @Nullable Thread thread;
    private @Nullable LoopBody requestBody;
    private @Nullable ChunkReader chunks;
    private long remaining;
    private boolean keepAlive;
    private boolean owesContinue;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private Method method = Method.GET;

    // the response that is being sent
    private boolean responding;
    private @Nullable LoopBody responseBody;
    private boolean chunked;
    private long progress;

    @SuppressWarnings("NullAway.Init") // ctx and out come with handlerAdded, before anything else
    ServerConnection(Loop loop, ServerContext context) {
        this.loop = loop;
        this.context = context;
        this.settings = context.settings();
        this.scanner = new HeadScanner(settings.head());
    }

    // === the connection ===

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        out = new Outbox(added);
        head = new HeadWriter(loop, out);
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
        reading = Reading.NOTHING;
        loop.alarms().clear(alarm);
        context.remove(this);
        releaseUnread();
        LoopBody arriving = requestBody;
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

    private void releaseUnread() {
        ByteBuf rest = unread;
        unread = null;
        if (rest != null) {
            rest.release();
        }
    }

    void drainSoon() {
        loop.execute(this::drain);
    }

    /** Finishes what is under way and closes: no new request is taken. */
    void drain() {
        draining = true;
        if (exchange == null && unread == null) {
            close();
        }
    }

    private void close() {
        if (!closing) {
            closing = true;
            reading = Reading.NOTHING;
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
        ByteBuf in = (ByteBuf) message;
        if (reading == Reading.NOTHING) {
            in.release();
            return;
        }
        ByteBuf before = unread;
        if (before != null) {
            boolean line = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n') >= 0;
            unread = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, in);
            if (reading == Reading.HEAD
                    && exchange == null
                    && !line
                    && unread.readableBytes() < settings.head().bytes()) {
                return; // a head that drips in is looked at once a line, not once a byte
            }
        } else {
            unread = in;
        }
        process();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext unused) {
        LoopBody arriving = requestBody;
        if (arriving != null) {
            arriving.flush();
        }
        if (out.dirty() && !closing) {
            out.flush();
        }
    }

    /** Reads as far as it goes: until the bytes end, or until a request must be answered first. */
    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            boolean more = true;
            while (more && unread != null) {
                more = step(unread);
                ByteBuf rest = unread;
                if (rest != null && !rest.isReadable()) {
                    releaseUnread();
                }
            }
        } catch (BadMessage e) {
            refuse(e);
        } finally {
            processing = false;
        }
        flow();
    }

    /** @return false if it must wait */
    private boolean step(ByteBuf in) throws BadMessage {
        return switch (reading) {
            case HEAD -> exchange == null && head(in);
            case LENGTH -> length(in);
            case CHUNKS -> chunks(in);
            case NOTHING -> {
                releaseUnread();
                yield false;
            }
        };
    }

    private boolean head(ByteBuf in) throws BadMessage {
        boolean begins = headNanos == 0;
        if (begins) {
            headNanos = loop.nanos();
        }
        byte[] scratch = loop.scratch();
        int skip = leadingLine(in);
        int start = in.readerIndex() + skip;
        int readable = Math.min(in.readableBytes() - skip, settings.head().bytes());
        int look = Math.min(readable, FIRST_LOOK_BYTES);
        in.getBytes(start, scratch, 0, look);
        int length = scanner.scan(scratch, 0, look);
        if (length == HeadScanner.INCOMPLETE && look < readable) {
            in.getBytes(start, scratch, 0, readable);
            length = scanner.scan(scratch, 0, readable);
        }
        if (length == HeadScanner.INCOMPLETE) {
            RequestHead.check(scratch, 0, scanner);
            if (begins) {
                loop.alarms().set(alarm, headNanos + settings.headTimeoutNanos());
            }
            return false;
        }
        in.skipBytes(skip + length);
        begin(RequestHead.read(scratch, 0, length, scanner, hosts));
        return true;
    }

    /** One empty line before a request is forgiven (RFC 9112 §2.2). */
    private static int leadingLine(ByteBuf in) {
        int at = in.readerIndex();
        return in.readableBytes() >= 2 && in.getByte(at) == '\r' && in.getByte(at + 1) == '\n' ? 2 : 0;
    }

    private boolean length(ByteBuf in) {
        LoopBody body = arriving();
        if (body.paused()) {
            return false;
        }
        int n = (int) Math.min(remaining, in.readableBytes());
        remaining -= n;
        feed(body, in, n);
        if (remaining == 0 && reading == Reading.LENGTH) {
            bodyEnded(body, Fields.EMPTY);
        }
        return true;
    }

    private boolean chunks(ByteBuf in) throws BadMessage {
        LoopBody body = arriving();
        ChunkReader reader = chunks;
        if (reader == null || body.paused()) {
            return false;
        }
        while (in.isReadable() && !reader.done()) {
            if (reader.inData()) {
                int n = (int) Math.min(reader.remaining(), in.readableBytes());
                reader.consumed(n);
                feed(body, in, n);
                if (body.paused() || reading != Reading.CHUNKS) {
                    return reading != Reading.CHUNKS;
                }
            } else {
                reader.accept(in.readByte());
            }
        }
        if (reader.done()) {
            bodyEnded(body, Trailers.read(reader.trailer()));
            return true;
        }
        return false;
    }

    private void feed(LoopBody body, ByteBuf in, int n) {
        ServedExchange current = exchange;
        if (current != null) {
            current.requestBytes += n;
        }
        loop.alarms().set(alarm, loop.nanos() + settings.readTimeoutNanos());
        body.feed(in.readRetainedSlice(n));
    }

    private LoopBody arriving() {
        LoopBody body = requestBody;
        if (body == null) {
            throw new IllegalStateException("no body is expected");
        }
        return body;
    }

    private void bodyEnded(LoopBody body, Fields trailers) {
        reading = Reading.HEAD;
        chunks = null;
        body.end(trailers);
        if (exchange == null) { // it was answered before
            next();
        } else if (!responding) {
            loop.alarms().clear(alarm);
        }
    }

    /** Lets the socket be read, or not: what is unread must stay little. */
    private void flow() {
        ByteBuf rest = unread;
        LoopBody body = requestBody;
        boolean full = rest != null
                && rest.readableBytes() >= UNREAD_BYTES_MAX
                && (exchange != null || reading != Reading.HEAD);
        boolean wanted = !full && (body == null || !body.paused());
        if (wanted != reads) {
            reads = wanted;
            ctx.channel().config().setAutoRead(wanted);
        }
    }

    @Override
    public void demanded() {
        if (owesContinue) {
            owesContinue = false;
            if (!responding) {
                out.bytes(Preset.CONTINUE);
                out.flush();
            }
        }
        loop.alarms().set(alarm, loop.nanos() + settings.readTimeoutNanos());
    }

    @Override
    public void flowing(boolean wanted) {
        if (wanted) {
            process();
        } else {
            flow();
        }
    }

    @Override
    public void abandoned() {
        flowing(true);
    }

    // === serving ===

    private void begin(RequestHead head) {
        context.events().began(context.listener());
        long started = headNanos;
        headNanos = 0;
        requests++;
        method = head.method();
        version = head.version();
        boolean last = settings.requestsMax() > 0 && requests >= settings.requestsMax();
        keepAlive = head.keepAlive() && !draining && !last;
        owesContinue = head.expectContinue();
        ServedExchange current = new ServedExchange(peer(), started, loop, context.events());
        exchange = current;
        if (head.version() == HttpVersion.HTTP_1_1) {
            current.interimTo(response -> interim(current, response));
        }
        Body body = body(head);
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
        if (reading != Reading.HEAD) {
            loop.alarms().set(alarm, loop.nanos() + settings.readTimeoutNanos());
        } // else what is set may ring: without a body to wait for it means nothing
        serve(request);
    }

    private Body body(RequestHead head) {
        if (head.upgrade() || head.length() == 0) {
            requestBody = null;
            reading = Reading.HEAD;
            return Body.empty();
        }
        remaining = head.length();
        chunks = remaining < 0 ? new ChunkReader() : null;
        reading = remaining < 0 ? Reading.CHUNKS : Reading.LENGTH;
        LoopBody body = new LoopBody(loop, this, remaining < 0 ? Body.UNKNOWN : remaining);
        requestBody = body;
        return body;
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
    private void refuse(BadMessage bad) {
        reading = Reading.NOTHING;
        releaseUnread();
        Failure failure = Failure.downstream(Failure.Kind.PROTOCOL, bad.detail());
        refused = true;
        keepAlive = false;
        ServedExchange current = exchange;
        if (current == null) {
            current = new ServedExchange(peer(), headNanos == 0 ? loop.nanos() : headNanos, loop, context.events());
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
        LoopBody arriving = requestBody;
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
            if (response.status() == 100) {
                if (!owesContinue) {
                    return;
                }
                owesContinue = false;
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
        LoopBody arriving = requestBody;
        if (owesContinue || (arriving != null && !arriving.over() && tooMuchToDrain(arriving))) {
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

    private boolean tooMuchToDrain(LoopBody body) {
        return body.length() < 0 || remaining > settings.drainBytesMax();
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
            watchWriting();
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
        reading = Reading.NOTHING;
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
        LoopBody arriving = requestBody;
        boolean arrives = arriving != null && !arriving.over();
        if (!keepAlive) {
            closing = true;
            reading = Reading.NOTHING;
            refused |= unread != null;
            releaseUnread();
            sent.addListener(_ -> lingeringClose());
            loop.alarms().set(alarm, loop.nanos() + settings.writeTimeoutNanos());
        }
        if (arriving != null) {
            arriving.abandon(); // also when all of it came: what nobody read is kept there
        }
        if (!closing && arrives) {
            loop.alarms().set(alarm, loop.nanos() + settings.readTimeoutNanos());
        } else if (reading == Reading.HEAD) {
            next();
        }
    }

    /** The answer is out: stop sending, and let the client read it before the connection goes (RFC 9112 §9.6). */
    private void lingeringClose() {
        if (gone) {
            return;
        }
        boolean more = refused || (requestBody != null && !requestBody.ended());
        if (more && ctx.channel() instanceof io.netty.channel.socket.DuplexChannel duplex) {
            duplex.shutdownOutput().addListener(_ -> loop.alarms().set(alarm, loop.nanos() + 1_000_000_000L));
        } else {
            ctx.close();
        }
    }

    /** Ready for another request. */
    private void next() {
        requestBody = null;
        if (draining) {
            close();
            return;
        }
        if (ctx.channel().isWritable()) {
            loop.alarms().set(alarm, loop.nanos() + settings.idleTimeoutNanos());
        } else {
            watchWriting();
        }
        if (unread != null) {
            process();
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
        ByteBuf rest = unread;
        unread = null;
        tunnel.open(ctx, rest, current);
    }

    // === time ===

    private void watchWriting() {
        progress = written();
        loop.alarms().set(alarm, loop.nanos() + settings.writeTimeoutNanos());
    }

    /** A number that changes whenever the socket takes something. */
    private long written() {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        return buffer == null ? -1 : buffer.totalPendingWriteBytes() * 31 + buffer.currentProgress();
    }

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
        } else if (headNanos != 0) {
            refuse(new BadMessage(408, "the head did not arrive in time (RFC 9110 section 15.5.9)"));
        } else if (ctx.channel().isWritable() || written() == progress) {
            close();
        } else {
            watchWriting();
        }
    }

    private void writeTimeout() {
        ServedExchange current = exchange;
        LoopBody leaving = responseBody;
        if (ctx.channel().isWritable() && (leaving == null || !leaving.paused())) {
            return; // it is the origin that we wait for
        }
        if (current != null && written() == progress) {
            Failure why = Failure.downstream(Failure.Kind.WRITE_TIMEOUT, "the client took nothing for too long");
            current.failure(why);
            leave(why);
            abort();
            return;
        }
        watchWriting();
    }

    private void bodyTimeout() {
        LoopBody arriving = requestBody;
        if (arriving == null || arriving.over()) {
            return;
        }
        if (arriving.paused()) {
            loop.alarms().set(alarm, loop.nanos() + settings.readTimeoutNanos());
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
