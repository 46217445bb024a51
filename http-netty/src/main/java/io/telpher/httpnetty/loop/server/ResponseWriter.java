package io.telpher.httpnetty.loop.server;

import io.netty.channel.ChannelHandlerContext;
import io.telpher.core.Failure;
import io.telpher.http.Body;
import io.telpher.http.DirectBody;
import io.telpher.http.FieldName;
import io.telpher.http.HttpResponse;
import io.telpher.http.HttpVersion;
import io.telpher.http.Method;
import io.telpher.httpnetty.loop.ContentWriter;
import io.telpher.httpnetty.loop.Contents;
import io.telpher.httpnetty.loop.HeadWriter;
import io.telpher.httpnetty.loop.LoopBody;
import io.telpher.httpnetty.loop.OurFields;
import io.telpher.httpnetty.loop.Outbox;
import io.telpher.httpnetty.loop.WriteWatch;
import io.telpher.net.Loop;

/**
 * Writes the responses of a {@link ServerConnection}: status line, framing, whether the connection is kept, content.
 * Confined to its loop.
 */
final class ResponseWriter extends ContentWriter {
    private final ServerConnection connection;
    private final ServerContext context;
    private final HeadWriter head;
    private final RequestReader reader;
    private boolean responding;
    private boolean keepAlive;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private Method method = Method.GET;

    ResponseWriter(
            ServerConnection connection,
            Loop loop,
            ServerContext context,
            ChannelHandlerContext ctx,
            Outbox out,
            WriteWatch watch,
            RequestReader reader) {
        super(loop, ctx, out, watch);
        this.connection = connection;
        this.context = context;
        this.head = new HeadWriter(loop, out);
        this.reader = reader;
    }

    // === state ===

    /** What is written next answers a request of this method and version. */
    void begin(Method asked, HttpVersion spoken, boolean keep) {
        method = asked;
        version = spoken;
        keepAlive = keep;
    }

    /** No request follows this response. */
    void close() {
        keepAlive = false;
    }

    /** True if another request may follow. */
    boolean keepAlive() {
        return keepAlive;
    }

    /** True from the head of a final response to its end. */
    boolean responding() {
        return responding;
    }

    /** How many bytes wait to be taken. */
    int heldBytes() {
        LoopBody leaving = body();
        return leaving == null ? 0 : leaving.keptBytes();
    }

    /** The response is over. */
    void finish() {
        takeBody();
        responding = false;
    }

    /** The connection is gone: the content goes nowhere. */
    void abandon() {
        LoopBody leaving = body();
        if (leaving != null) {
            leaving.abandon();
        }
    }

    // === heads ===

    /** Writes an interim response, if {@code asked} still waits for its final one. */
    void interim(ServedExchange asked, HttpResponse response) {
        if (connection.over() || responding || connection.exchange() != asked || !response.interim()) {
            return;
        }
        if (response.status() == 100 && !reader.payContinue()) {
            return;
        }
        head.bytes(Preset.statusLine(response.status()))
                .fields(response.fields().without(OurFields.OF_RESPONSE))
                .line()
                .done();
        out.flush();
    }

    /** Tells the client to send its body. */
    void sendContinue() {
        if (!responding) {
            out.bytes(Preset.CONTINUE);
            out.flush();
        }
    }

    /** Writes the 101 after which the connection is a tunnel. */
    void switched(HttpResponse response) {
        responding = true;
        head.bytes(Preset.statusLine(101));
        head.fields(response.fields());
        head.upgrade().line().done();
        out.flush();
    }

    /** Writes a final response, the answer to the {@code served}th request, and has its content follow. */
    void respond(HttpResponse response, int served) {
        responding = true;
        Body content = response.body();
        boolean sent = Contents.sent(method, response);
        head(response, content, sent, served);
        if (sent && content instanceof DirectBody direct) {
            sendDirect(direct);
        } else if (sent) {
            send(content);
        } else {
            content.discard();
            connection.responseEnded();
        }
    }

    private void head(HttpResponse response, Body content, boolean sent, int served) {
        head.bytes(Preset.statusLine(response.status()));
        head.fields(response.fields().without(sent ? OurFields.OF_RESPONSE : OurFields.OF_BARE_RESPONSE));
        if (!response.fields().contains(FieldName.DATE)) {
            head.bytes(context.date());
        }
        framing(response, content, sent);
        if (!keepAlive) {
            head.bytes(Preset.CLOSE);
        } else if (version == HttpVersion.HTTP_1_0) {
            head.bytes(Preset.KEEP_ALIVE);
            head.bytes(context.keepAlive(served));
        } else if (served == 1 || context.settings().requestsMax() > 0) {
            head.bytes(context.keepAlive(served));
        }
        head.line().done();
    }

    private void framing(HttpResponse response, Body content, boolean sent) {
        chunked = false;
        long length = content.length();
        if (!sent) {
            if (Contents.described(method, response)) {
                head.contentLength(length);
            }
        } else if (length >= 0) {
            head.contentLength(length);
        } else if (version == HttpVersion.HTTP_1_1) {
            chunked = true;
            head.chunked();
        } else {
            keepAlive = false;
        }
    }

    // === content ===

    @Override
    protected boolean over() {
        return connection.over();
    }

    @Override
    protected boolean goes(int bytes) {
        ServedExchange current = connection.exchange();
        if (current == null) {
            return false;
        }
        current.countSent(bytes);
        return true;
    }

    @Override
    protected void written() {
        connection.responseEnded();
    }

    @Override
    public void failed(Failure why) {
        connection.breakOff(why);
    }

    /** The alarm rang while a response was being written. */
    void timeout() {
        if (starved()) {
            return;
        }
        ServedExchange current = connection.exchange();
        if (current == null || !watch.stalled()) {
            watch.begin();
            return;
        }
        Failure why = Failure.downstream(Failure.Kind.WRITE_TIMEOUT, "the client took nothing for too long");
        current.failure(why);
        connection.dropped(why);
    }

    /** True if a response waits for the client to take it. */
    boolean waits() {
        return responding && !starved();
    }

    /** True if the socket takes more, so that it is the origin that is waited for. */
    private boolean starved() {
        LoopBody leaving = body();
        return ctx.channel().isWritable() && (leaving == null || !leaving.paused());
    }
}
