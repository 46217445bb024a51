package io.telpher.net.walk;

import io.telpher.core.Cell;
import io.telpher.core.Ticker;
import io.telpher.net.walk.loop.Dialer;
import io.telpher.net.walk.loop.Handshaker;
import io.telpher.net.walk.wire.Attempt;
import io.telpher.net.walk.wire.Race;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A walk down the layers: plain blocking calls that give values. For one thread; close it at the end. */
public final class Walk implements AutoCloseable {
    /** Connection Attempt Delay of RFC 8305 §5. */
    public static final long STAGGER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Dialer dialer;
    private final Handshaker handshaker;

    /** A walk by this clock. */
    public Walk(Ticker ticker) {
        this.dialer = new Dialer(ticker);
        this.handshaker = new Handshaker(ticker);
    }

    /**
     * How dialing ended.
     *
     * @param attempts in the order in which they started
     * @param line the connection, or null if nobody answered
     */
    public record Dialed(List<Attempt> attempts, @Nullable Line line) {}

    /** Connects once to ourselves, so that the time in which our own classes load is nobody's layer. */
    public void warm() throws InterruptedException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket nobody = new ServerSocket(0, 1, loopback)) {
            Line line = dial(List.of(loopback), nobody.getLocalPort(), STAGGER_NANOS)
                    .line();
            if (line != null) {
                line.tcp();
                line.close();
            }
        } catch (IOException e) {
            // no loopback: the first numbers are larger, nothing else
        }
    }

    /** The addresses of a name, as the system resolves it. @throws IOException if there are none or it takes too long */
    public List<InetAddress> resolve(String host, long limitNanos) throws IOException, InterruptedException {
        Cell<List<InetAddress>> found = new Cell<>();
        dialer.after(limitNanos, () -> found.fail(new SocketTimeoutException("no answer in time")));
        Thread.ofPlatform()
                .daemon()
                .name("telpher-resolve")
                .start(
                        () -> { // the JDK's lookup knows no timeout
                            try {
                                found.complete(List.of(InetAddress.getAllByName(host)));
                            } catch (UnknownHostException e) {
                                found.fail(e);
                            }
                        });
        return found.join();
    }

    /** Connects to whichever address answers first (Happy Eyeballs, RFC 8305). */
    public Dialed dial(List<InetAddress> addresses, int port, long limitNanos) throws InterruptedException {
        List<InetSocketAddress> order = Race.lineUp(addresses).stream()
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        Dialer.Finish finish = dialer.dial(order, STAGGER_NANOS, limitNanos);
        Line line = finish.tube() == null ? null : new Line(finish.tube(), handshaker);
        return new Dialed(finish.attempts(), line);
    }

    @Override
    public void close() {
        dialer.close();
    }
}
