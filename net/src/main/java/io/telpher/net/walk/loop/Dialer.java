package io.telpher.net.walk.loop;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.telpher.core.Cell;
import io.telpher.core.Ticker;
import io.telpher.net.walk.wire.Attempt;
import io.telpher.net.walk.wire.Race;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connects by racing addresses against each other on an event loop of its own. */
public final class Dialer implements AutoCloseable {
    private final EventLoopGroup loops;
    private final Bootstrap bootstrap;
    private final Ticker ticker;

    /**
     * How the race ended.
     *
     * @param attempts in the order in which they started
     * @param tube the connection, or null if nobody won
     */
    public record Finish(List<Attempt> attempts, @Nullable Tube tube) {}

    /** A dialer by this clock. */
    public Dialer(Ticker ticker) {
        boolean epoll = Epoll.isAvailable();
        this.ticker = ticker;
        this.loops =
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.bootstrap = new Bootstrap()
                .group(loops)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the race has one limit for all
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast("tube", new Tube(channel));
                    }
                });
    }

    /** Races these addresses, in this order. */
    public Finish dial(List<InetSocketAddress> addresses, long staggerNanos, long limitNanos)
            throws InterruptedException {
        Cell<Finish> finish = new Cell<>();
        Run run = new Run(addresses, staggerNanos, finish);
        loops.execute(() -> run.begin(limitNanos));
        return finish.join();
    }

    /** Runs {@code task} on the loop, {@code nanos} from now. */
    public void after(long nanos, Runnable task) {
        loops.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** One race; confined to the loop. */
    private final class Run {
        private final List<InetSocketAddress> addresses;
        private final Race race;
        private final long beganNanos;
        private final Cell<Finish> finish;
        private final List<Attempt> attempts = new ArrayList<>();
        private final List<ChannelFuture> pending = new ArrayList<>();
        private boolean over;

        Run(List<InetSocketAddress> addresses, long staggerNanos, Cell<Finish> finish) {
            this.addresses = addresses;
            this.beganNanos = ticker.nanos();
            this.race = new Race(addresses.size(), staggerNanos, beganNanos);
            this.finish = finish;
        }

        void begin(long limitNanos) {
            loops.schedule(() -> end(null, "no answer in time"), limitNanos, TimeUnit.NANOSECONDS);
            advance();
        }

        private void advance() {
            long now = ticker.nanos();
            int runner;
            while (!over && (runner = race.start(now)) >= 0) {
                start(runner);
            }
            long wait = race.waitNanos(now);
            if (!over && wait >= 0) {
                loops.schedule(this::advance, wait, TimeUnit.NANOSECONDS);
            }
        }

        private void start(int runner) {
            long started = ticker.nanos();
            attempts.add(new Attempt(addresses.get(runner), started - beganNanos, 0, "pending"));
            ChannelFuture connect = bootstrap.connect(addresses.get(runner));
            pending.add(connect);
            connect.addListener(done -> finished(runner, connect));
        }

        private void finished(int runner, ChannelFuture connect) {
            if (over) {
                connect.channel().close();
                return;
            }
            if (connect.isSuccess()) {
                settle(runner, null);
                end(connect.channel().pipeline().get(Tube.class), "overtaken");
                return;
            }
            settle(runner, Wording.of(connect.cause()));
            race.fell(ticker.nanos());
            if (race.lost()) {
                end(null, "");
            } else {
                advance();
            }
        }

        private void settle(int runner, @Nullable String trouble) {
            Attempt was = attempts.get(runner);
            long took = ticker.nanos() - beganNanos - was.startedNanos();
            attempts.set(runner, new Attempt(was.address(), was.startedNanos(), took, trouble));
        }

        private void end(@Nullable Tube winner, String othersTrouble) {
            if (over) {
                return;
            }
            over = true;
            for (int i = 0; i < pending.size(); i++) {
                if (!pending.get(i).isDone()) {
                    settle(i, othersTrouble);
                    pending.get(i).cancel(false);
                    pending.get(i).channel().close();
                }
            }
            finish.complete(new Finish(List.copyOf(attempts), winner));
        }
    }
}
