package io.telpher.net.loop;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is driven past its channel, which is registered with no loop any more: epoll tells this of its events, and the
 * channel only closes it. Confined to its loop.
 */
public abstract class Driven implements EpollIoHandle {
    private final Channel channel;
    private final FileDescriptor descriptor;
    private @Nullable IoRegistration registration;
    private boolean closed;

    /** The socket of {@code channel}. */
    protected Driven(Channel channel, FileDescriptor descriptor) {
        this.channel = channel;
        this.descriptor = descriptor;
    }

    /** Is told of {@code events} from now on. Any thread. */
    protected final void begin(EventLoop loop, EpollIoOps events, Consumer<Throwable> failed) {
        channel.closeFuture().addListener(_ -> leave());
        ((IoEventLoop) loop).register(this).addListener(made -> {
            if (!made.isSuccess()) {
                failed.accept(made.cause());
                return;
            }
            IoRegistration registered = (IoRegistration) made.getNow();
            registration = registered;
            if (closed) {
                registered.cancel(); // while it was being registered
            } else {
                registered.submit(events);
            }
        });
    }

    private void leave() {
        closed = true;
        IoRegistration made = registration;
        if (made != null) {
            made.cancel();
        }
        gone();
    }

    /** The socket is no more. */
    protected void gone() {}

    /** True once the socket is no more. */
    protected final boolean closed() {
        return closed;
    }

    @Override
    public final FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public final void close() {
        channel.close();
    }
}
