package io.telpher.testkit.raw;

import io.telpher.testkit.keys.SelfSigned;
import io.telpher.testkit.time.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks bytes, not HTTP: it sends what the test wrote, however wrong, and shows what came back.
 *
 * <pre>{@code
 * try (RawClient client = RawClient.plain(port)) {
 *     client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
 *     assertThat(client.readResponse().status()).isEqualTo(400);
 *     assertThat(client.isClosed()).isTrue();
 * }
 * }</pre>
 */
public final class RawClient extends RawConnection {

    private RawClient(Socket socket) throws IOException {
        super(socket, Patience.LIMIT_MILLIS);
    }

    /** Connects to a port of the loopback address. */
    public static RawClient plain(int port) throws IOException {
        return plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects to an address. */
    public static RawClient plain(InetSocketAddress address) throws IOException {
        return new RawClient(dial(address));
    }

    /** Connects to an address, from another address of this machine such as 127.0.0.2. */
    public static RawClient from(InetAddress source, InetSocketAddress address) throws IOException {
        return new RawClient(dial(source, address));
    }

    /**
     * Connects to a port of the loopback address by TLS and shakes hands.
     *
     * @param context whom it trusts, see {@link SelfSigned#trusting()}
     * @param serverName the name it asks for (SNI); certificates are not compared with it
     * @param protocols what it offers by ALPN; may be empty
     */
    public static RawClient tls(int port, SSLContext context, String serverName, List<String> protocols)
            throws IOException {
        return tls(dial(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)), context, serverName, protocols);
    }

    /** The same over a connection on which nothing has been said. */
    public static RawClient tls(Socket plain, SSLContext context, String serverName, List<String> protocols)
            throws IOException {
        try {
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, serverName, plain.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            parameters.setApplicationProtocols(protocols.toArray(String[]::new));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new RawClient(socket);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket dial(InetSocketAddress address) throws IOException {
        return dial(null, address);
    }

    private static Socket dial(@Nullable InetAddress source, InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            if (source != null) {
                socket.bind(new InetSocketAddress(source, 0));
            }
            socket.connect(address, Patience.LIMIT_MILLIS);
            socket.setSoTimeout(Patience.LIMIT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException("cannot connect to " + address + ": " + e.getMessage(), e);
        }
    }

    /** Sends and reads the final response to it. */
    public RawMessage exchange(String latin1) throws IOException {
        send(latin1);
        return readResponse();
    }

    /** Reads one response, interim ones (1xx) included, with its content. */
    public RawMessage readResponse() throws IOException {
        RawMessage message = readResponseHead();
        int status = message.status();
        if (status < 200 || status == 204 || status == 304) {
            return message;
        }
        return readContent(message, true);
    }

    /** Reads the head of a response and leaves its content on the connection: what a HEAD request gets, or a stream. */
    public RawMessage readResponseHead() throws IOException {
        return new RawMessage(readHead(), "", List.of());
    }
}
