package io.telpher.httpnetty.loop.client;

import io.netty.channel.ChannelHandlerContext;
import io.telpher.core.Failure;
import io.telpher.httpnetty.Http2Limits;
import io.telpher.httpnetty.loop.h2.Http2Connection;
import io.telpher.httpnetty.loop.h2.Http2Stream;
import io.telpher.httpnetty.loop.h2.Oddity;
import io.telpher.httpnetty.wire.h2.BadFrame;
import io.telpher.httpnetty.wire.h2.DecodedHead;
import io.telpher.httpnetty.wire.h2.ErrorCode;
import io.telpher.httpnetty.wire.h2.Settings;
import io.telpher.net.loop.Alarm;
import java.util.ArrayList;
import java.util.List;

/** An HTTP/2 connection to an endpoint, which the exchanges of its loop share as streams. Confined to its loop. */
final class Http2ClientConnection extends Http2Connection {
    /** How many streams are opened before the endpoint has said how many it takes. */
    private static final int STREAMS_ASSUMED = 100;

    /** How much silence there is between two PINGs that only themselves are answered: some servers bear no more. */
    private static final long LONG_SILENCE_NANOS = 301_000_000_000L;

    private final LoopPool pool;
    private final Alarm alarm = new Alarm() {
        @Override
        protected void ring() {
            timeout();
        }
    };

    private final List<ClientCall> untilSettled = new ArrayList<>(0);
    private int nextStream = 1;
    private boolean settled;
    private boolean going;
    private boolean served;
    private boolean resting;
    private boolean asked; // by PING whether anybody is there, and nothing has come since
    private long askedNanos;
    private long heardNanos;
    private long silenceNanos;
    private long restsUntilNanos;

    Http2ClientConnection(LoopPool pool) {
        super(
                pool.loop(),
                Http2Limits.DEFAULT,
                pool.settings().head(),
                pool.settings().writeTimeoutNanos());
        this.pool = pool;
        this.silenceNanos = pool.settings().pool().pingAfterNanos();
    }

    // === the connection ===

    @Override
    protected boolean server() {
        return false;
    }

    @Override
    protected void begin() {
        writer().preface();
        writer().settings(
                        Settings.ENABLE_PUSH,
                        0,
                        Settings.MAX_HEADER_LIST_SIZE,
                        pool.settings().head().bytes(),
                        Settings.NO_RFC7540_PRIORITIES,
                        1);
        heardNanos = loop.nanos();
        arm();
        pool.context().events().opened();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        heardNanos = loop.nanos();
        asked = false;
        super.channelRead(ctx, message);
    }

    @Override
    protected void settingsChanged() {
        settled = true;
        List<ClientCall> calls = List.copyOf(untilSettled);
        untilSettled.clear();
        calls.forEach(call -> call.use(this));
    }

    /** Takes a call as soon as it is known what the endpoint can do. */
    void whenSettled(ClientCall call) {
        wake();
        untilSettled.add(call);
    }

    /** True once it is known what the endpoint can do. */
    boolean settled() {
        return settled;
    }

    /** True if the endpoint takes WebSockets (RFC 8441). */
    boolean tunnels() {
        return settled && peer().connectProtocol();
    }

    @Override
    protected void left(Failure why) {
        loop.alarms().clear(alarm);
        wake();
        pool.lost(this);
        pool.context().events().closed();
        List<ClientCall> calls = List.copyOf(untilSettled);
        untilSettled.clear();
        calls.forEach(call -> call.refused(why));
    }

    @Override
    protected Failure failure(Failure.Kind kind, String did) {
        return Failure.upstream(kind, false, pool.context().endpoint() + " " + did);
    }

    @Override
    protected void bug(Throwable thrown) {
        Thread current = Thread.currentThread();
        current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
    }

    @Override
    protected void exhausted(Oddity oddity) {
        goesAway();
    }

    @Override
    protected void breached(BadFrame bad) {
        goesAway();
    }

    // === streams ===

    /** True if it takes another stream: not while it is in doubt whether anybody is there. */
    boolean takes() {
        long most = settled ? peer().streamsMax() : STREAMS_ASSUMED;
        return !going && !asked && !over() && streams() < most && nextStream > 0;
    }

    /** True if it has served before. */
    boolean hasServed() {
        return served;
    }

    /** Sends the request of a call on a stream of its own. */
    Http2ClientStream send(ClientCall call) {
        wake();
        Http2ClientStream stream = new Http2ClientStream(this, nextStream, pool, call);
        nextStream += 2;
        add(stream);
        if (served) {
            pool.context().events().reused();
        }
        pool.context().events().stream(1);
        if (streams() == 1) {
            heard();
        }
        stream.begin();
        return stream;
    }

    /** There is a request, or something of a response came: its silence is not what it was. */
    void heard() {
        if (silenceNanos != pool.settings().pool().pingAfterNanos()) {
            silenceNanos = pool.settings().pool().pingAfterNanos();
            arm();
        }
    }

    /** A stream has waited in vain: perhaps it is the connection that is dead. */
    void doubt() {
        long now = loop.nanos();
        if (!asked && !over() && now - heardNanos >= pool.settings().readTimeoutNanos()) {
            ask(now);
            arm();
        }
    }

    /** An exchange has ended well. */
    void served() {
        served = true;
    }

    @Override
    protected void removed(Http2Stream stream) {
        pool.context().events().stream(-1);
        restIfIdle();
    }

    @Override
    protected int lastStream() {
        return 0; // we take no pushes
    }

    @Override
    protected boolean known(int stream) {
        return (stream & 1) == 1 && (nextStream < 0 || stream < nextStream);
    }

    @Override
    protected void unknown(int id, DecodedHead block, boolean ends) throws BadFrame {
        if (!known(id)) {
            throw BadFrame.connection(
                    ErrorCode.PROTOCOL_ERROR, "HEADERS on a stream that nobody opened (RFC 9113 section 5.1)");
        }
        throw BadFrame.stream(id, ErrorCode.STREAM_CLOSED, "HEADERS on a stream that has ended");
    }

    // === rest and end ===

    /** Waits for streams if there are none, or ends if there shall be none any more. */
    void restIfIdle() {
        if (streams() > 0 || !untilSettled.isEmpty() || over() || resting) {
            return;
        }
        if (going || pool.closed()) {
            close(ErrorCode.NO_ERROR, "");
        } else {
            resting = true;
            restsUntilNanos = loop.nanos() + pool.rests();
            arm();
        }
    }

    private void wake() {
        if (resting) {
            resting = false;
            pool.wakes();
        }
    }

    /** Takes no more streams and ends with the last of those that there are. */
    void drain() {
        goesAway();
        wake();
        restIfIdle();
    }

    private void goesAway() {
        going = true;
        pool.lost(this);
    }

    /** What the endpoint has not looked at may be sent to it again, whatever it was (RFC 9113 §6.8). */
    @Override
    protected void peerGoesAway(int lastStream, ErrorCode code) {
        goesAway();
        Failure unseen = code == ErrorCode.HTTP_1_1_REQUIRED
                ? pool.http1Required()
                : Failure.upstream(
                        Failure.Kind.STALE,
                        true,
                        pool.context().endpoint() + " goes away (" + code + ") and took no notice");
        for (Http2Stream stream : streamsAbove(lastStream)) {
            stream.breakOff(unseen);
        }
        wake();
        restIfIdle();
    }

    // === time ===

    private void timeout() {
        if (over()) {
            return;
        }
        long now = loop.nanos();
        if (resting && restsUntilNanos - now <= 0) {
            goesAway();
            close(ErrorCode.NO_ERROR, "");
        } else if (asked && now - askedNanos >= pool.settings().pool().pingTimeoutNanos()) {
            drop(failure(Failure.Kind.CANCELLED, "did not answer a PING (RFC 9113 section 6.7)"));
        } else {
            if (!asked && now - heardNanos >= silenceNanos) {
                ask(now);
            }
            arm();
        }
    }

    private void ask(long now) {
        asked = true;
        askedNanos = now;
        silenceNanos = Math.max(LONG_SILENCE_NANOS, silenceNanos);
        writer().ping(false, now);
    }

    private void arm() {
        long first = asked ? askedNanos + pool.settings().pool().pingTimeoutNanos() : heardNanos + silenceNanos;
        loop.alarms().set(alarm, resting && restsUntilNanos - first < 0 ? restsUntilNanos : first);
    }
}
