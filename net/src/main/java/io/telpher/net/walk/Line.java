package io.telpher.net.walk;

import io.telpher.net.walk.loop.Handshaker;
import io.telpher.net.walk.loop.Tube;
import io.telpher.net.walk.wire.TcpFacts;
import io.telpher.net.walk.wire.TlsFacts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection of a walk. */
public final class Line implements AutoCloseable {
    private final Tube tube;
    private final Handshaker handshaker;

    Line(Tube tube, Handshaker handshaker) {
        this.tube = tube;
        this.handshaker = handshaker;
    }

    /** Our own end. */
    public InetSocketAddress local() {
        return tube.local();
    }

    /** The other end. */
    public InetSocketAddress remote() {
        return tube.remote();
    }

    /** What the kernel knows of the connection now, or null where it does not tell. */
    public @Nullable TcpFacts tcp() {
        return tube.tcp();
    }

    /**
     * Speaks TLS from here on.
     *
     * @param host the name to ask for (SNI); not sent for an address
     * @param protocols what to offer by ALPN
     * @throws IOException what the handshake broke on
     */
    public TlsFacts secure(String host, int port, List<String> protocols, long limitNanos)
            throws IOException, InterruptedException {
        return handshaker.shake(tube, host, port, protocols, limitNanos);
    }

    /** Closes the connection {@code nanos} from now, unless another limit is set before; {@code what} is the error. */
    public void limit(long nanos, String what) {
        tube.limit(nanos, what);
    }

    /** Sends bytes. */
    public void send(byte[] bytes) throws IOException, InterruptedException {
        tube.put(bytes);
    }

    /** What comes in. */
    public InputStream in() {
        return new Incoming(tube);
    }

    @Override
    public void close() {
        tube.close();
    }

    private static final class Incoming extends InputStream {
        private final Tube tube;
        private byte[] piece = new byte[0];
        private int at;

        Incoming(Tube tube) {
            this.tube = tube;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            while (at == piece.length) {
                byte[] next = tube.take();
                if (next == null) {
                    return -1;
                }
                piece = next;
                at = 0;
            }
            int n = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, offset, n);
            at += n;
            return n;
        }
    }
}
