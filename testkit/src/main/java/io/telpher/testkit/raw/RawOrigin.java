package io.telpher.testkit.raw;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A server whose every byte the test writes: it answers, lies, stalls, closes or resets as its script says. It listens on
 * a free port of the loopback address and serves each connection on a thread of its own.
 *
 * <pre>{@code
 * try (RawOrigin origin = RawOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")) { ... origin.port() ... }
 * }</pre>
 */
public final class RawOrigin implements AutoCloseable {
    private final ServerSocket server;
    private final Script script;
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<RawMessage> requests = new CopyOnWriteArrayList<>();
    private final List<Throwable> trouble = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What the origin does with a connection. When it returns, the connection is closed. */
    @FunctionalInterface
    public interface Script {
        /** Serves one connection. */
        void serve(Connection connection) throws Exception;
    }

    /** What the origin does with one request. */
    @FunctionalInterface
    public interface Answer {
        /** Answers one request, which has been read with its content. */
        void answer(RawMessage request, Connection connection) throws Exception;
    }

    private RawOrigin(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    /** Serves each connection by a script that reads for itself. */
    public static RawOrigin scripted(Script script) throws IOException {
        return start(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), script);
    }

    /** The same by TLS. */
    public static RawOrigin scriptedTls(SSLContext context, Script script) throws IOException {
        return start(
                context.getServerSocketFactory().createServerSocket(0, 1024, InetAddress.getLoopbackAddress()), script);
    }

    /** Hands each request to {@code answer}, on connections that stay open until the client or the answer closes them. */
    public static RawOrigin requests(Answer answer) throws IOException {
        return scripted(each(answer));
    }

    /** The same on this port, or on a free one if it is 0. */
    public static RawOrigin requestsOn(int port, Answer answer) throws IOException {
        return start(new ServerSocket(port, 1024, InetAddress.getLoopbackAddress()), each(answer));
    }

    /** Answers each request with the same bytes. */
    public static RawOrigin answering(String latin1) throws IOException {
        return requests((request, connection) -> connection.send(latin1));
    }

    /** The script that reads request after request and hands each to {@code answer}. */
    public static Script each(Answer answer) {
        return connection -> {
            while (!connection.socket().isClosed() && !connection.isClosed()) {
                answer.answer(connection.request(), connection);
            }
        };
    }

    private static RawOrigin start(ServerSocket server, Script script) {
        RawOrigin origin = new RawOrigin(server, script);
        Thread.ofPlatform().daemon().name("raw-origin-" + server.getLocalPort()).start(origin::accept);
        return origin;
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                open.add(socket);
                int number = accepted.incrementAndGet();
                Thread.ofPlatform().daemon().start(() -> serve(socket, number));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                trouble.add(e);
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (Connection connection = new Connection(socket, number)) {
            script.serve(connection);
        } catch (Exception | AssertionError e) {
            if (!server.isClosed()) {
                trouble.add(e);
            }
        } finally {
            open.remove(socket);
        }
    }

    /** The port on which it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    /** How many connections it has accepted. */
    public int connections() {
        return accepted.get();
    }

    /** The requests that were read so far, in the order of their ends. */
    public List<RawMessage> requests() {
        return List.copyOf(requests);
    }

    /** What scripts threw: an aborted client makes one, so only a test can tell whether it matters. */
    public List<Throwable> trouble() {
        return List.copyOf(trouble);
    }

    /** Closes the listening socket and every connection. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** A connection that the origin accepted. */
    public final class Connection extends RawConnection {
        private final int number;

        private Connection(Socket socket, int number) throws IOException {
            super(socket, 0);
            this.number = number;
        }

        /** 1 for the first connection of this origin. */
        public int number() {
            return number;
        }

        /** Reads the next request with its content, and records it. */
        public RawMessage request() throws IOException {
            RawMessage request = readRequest();
            requests.add(request);
            return request;
        }

        /** Does nothing until the origin is closed. */
        public void stall() throws InterruptedException {
            closed.await();
        }
    }
}
