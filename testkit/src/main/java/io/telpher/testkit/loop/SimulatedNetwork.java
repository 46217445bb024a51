package io.telpher.testkit.loop;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.telpher.core.Subscription;
import io.telpher.core.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A network without sockets and a clock without hands: one event loop that the test turns itself, local channels between
 * which bytes take as long as the {@link Line} says, and time that moves only by {@link #advance}. All chance comes from a
 * seed. Everything runs on the thread that made it.
 */
public final class SimulatedNetwork implements AutoCloseable {
    /** A loop that works for so long without time moving is going round in circles. */
    private static final int MAX_TURNS = 1_000_000;

    /** Netty's local addresses are one name space for the whole process; each network has its own within. */
    private static final AtomicLong NETWORKS = new AtomicLong();

    private final MockTicker ticker = Ticker.newMockTicker();
    private final TurnedLoop loop = new TurnedLoop(ticker);
    private final Random random;
    private final Map<LocalAddress, Link> links = new HashMap<>();
    private final long number = NETWORKS.incrementAndGet();
    private int connections;

    /** A connection from the client's side. */
    public record Connection(Channel channel, ChannelFuture connected, Link link) {}

    /** An empty network; the same seed makes the same network. */
    public SimulatedNetwork(long seed) {
        random = new Random(seed);
    }

    /** Listens on an address, which is a name. Each accepted channel gets {@code handler}, which must be new or sharable. */
    public Channel listen(String address, ChannelInitializer<Channel> handler) {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(LocalServerChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast("wire", linkOf(channel).serverEnd());
                        channel.pipeline().addLast(handler);
                    }
                })
                .bind(local(address));
        run();
        return bound.syncUninterruptibly().channel();
    }

    private LocalAddress local(String name) {
        return new LocalAddress(name + "@" + number);
    }

    private Link linkOf(Channel accepted) {
        Link link = links.get((LocalAddress) accepted.remoteAddress());
        if (link == null) {
            throw new IllegalStateException("connected past the network: " + accepted);
        }
        return link;
    }

    /** Begins to connect to an address over a line; it takes a round trip of {@link #advance}d time. */
    public Connection connect(String address, Line line, ChannelHandler handler) {
        LocalAddress own = local("client-" + ++connections);
        Link link = new Link(line, new Random(random.nextLong()));
        links.put(own, link);
        ChannelFuture connected = new Bootstrap()
                .group(loop)
                .channel(LocalChannel.class)
                .localAddress(own)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast("wire", link.clientEnd());
                        channel.pipeline().addLast(handler);
                        channel.closeFuture().addListener(ignored -> links.remove(own));
                    }
                })
                .connect(local(address));
        run();
        return new Connection(connected.channel(), connected, link);
    }

    /** The event loop, for code that wants one. */
    public EventLoop loop() {
        return loop;
    }

    /** Nanoseconds since the network was made. */
    public long nanos() {
        return ticker.nanoTime() - ticker.initialNanoTime();
    }

    /** This network's time for code that waits by {@link Timers}. */
    public Timers timers() {
        return new Timers() {
            @Override
            public long nanos() {
                return SimulatedNetwork.this.nanos();
            }

            @Override
            public Subscription after(long delayNanos, Runnable task) {
                Future<?> timer = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
                return () -> timer.cancel(false);
            }
        };
    }

    /** Runs everything that can happen without time moving. */
    public void run() {
        for (int turn = 0; loop.runNow() > 0; turn++) {
            if (turn > MAX_TURNS) {
                throw new AssertionError("the network does not come to rest at " + Duration.ofNanos(nanos()));
            }
        }
    }

    /** Moves time on, stopping at each moment at which something is due. */
    public void advance(Duration step) {
        long endNanos = ticker.nanoTime() + step.toNanos();
        run();
        for (long wait = loop.nanosToNext(); wait >= 0 && ticker.nanoTime() + wait <= endNanos; ) {
            ticker.advance(wait, TimeUnit.NANOSECONDS);
            run();
            wait = loop.nanosToNext();
        }
        ticker.advance(endNanos - ticker.nanoTime(), TimeUnit.NANOSECONDS);
        run();
    }

    /** Closes every channel and the loop. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        for (int turn = 0; !loop.isTerminated() && turn < MAX_TURNS; turn++) {
            loop.runNow();
            ticker.advance(1, TimeUnit.MILLISECONDS);
        }
    }

    /** A loop that the thread which made it turns by hand. */
    private static final class TurnedLoop extends ManualIoEventLoop {
        TurnedLoop(Ticker ticker) {
            super(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
        }

        /** Until the next timer, or -1 if there is none. */
        long nanosToNext() {
            long deadline = nextScheduledTaskDeadlineNanos();
            return deadline < 0 ? -1 : Math.max(0, nextScheduledTaskNano());
        }
    }
}
