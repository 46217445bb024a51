package io.telpher.net;

import io.telpher.core.Component;
import java.net.InetSocketAddress;

/** A listener with its connections or sessions, whatever it speaks: bound first, then told to accept, drained at the end. */
public interface PortServer extends Component {

    /** Binds and accepts. @throws java.net.BindException if the port is taken */
    @Override
    default void start() throws Exception {
        bind();
        accept();
    }

    /** Binds, and leaves who comes waiting until {@link #accept}. @throws java.net.BindException if the port is taken */
    void bind() throws Exception;

    /** Serves who comes from now on. */
    void accept();

    /**
     * Takes over the socket of another server of its kind, which accepts no more from now on: its connections live on with
     * it, those that come are ours, and nobody who comes notices.
     */
    void takeOver(PortServer other);

    /** Where it listens, once it does. */
    InetSocketAddress address();

    /** Its name in logs and metrics. */
    String name();

    /** How many connections or sessions there are, tunnels included. */
    int connections();

    /** Accepts no more, and lets every connection finish what it is doing. What has no end of its own lives on. */
    void drain();

    /** Closes what has no end of its own. */
    void closeTunnels();

    /** Calls {@code task}, on an event loop, when the last of its connections is gone; it takes no new ones any more. */
    void whenGone(Runnable task);

    /** Accepts no more and closes every connection. */
    @Override
    void close();
}
