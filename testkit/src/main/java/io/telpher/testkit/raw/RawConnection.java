package io.telpher.testkit.raw;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection that sends exactly the bytes it is told to and reads exactly what comes. A client's read waits
 * for at most ten seconds and then fails with what had arrived; a server's waits until the server is closed. Text is Latin-1: one character is one byte. For one thread.
 */
public class RawConnection implements AutoCloseable {
    private static final int SHOWN_CHARS = 4000;

    private final Socket socket;
    private final InputStream in;
    private final StringBuilder received = new StringBuilder();

    /** Each read waits for {@code limitMillis}; 0 means until the socket is closed. */
    RawConnection(Socket socket, int limitMillis) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(limitMillis);
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** The socket beneath, for what this class does not do. */
    public final Socket socket() {
        return socket;
    }

    /** Sends this text, one byte for each character. */
    public final void send(String latin1) throws IOException {
        send(latin1.getBytes(ISO_8859_1));
    }

    /** Sends these bytes. */
    public final void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Sends this text in one segment for each byte, as far as the kernel leaves them apart. */
    public final void sendBytewise(String latin1) throws IOException {
        for (byte b : latin1.getBytes(ISO_8859_1)) {
            send(new byte[] {b});
        }
    }

    /** Says that nothing more will be sent (FIN), and still reads. */
    public final void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Breaks the connection with a RST. */
    public final void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Reads up to and including the first empty line. @throws AssertionError if the peer closes before */
    public final String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        String line;
        do {
            line = readLine();
            head.append(line);
        } while (!line.equals("\r\n") && !line.equals("\n"));
        return head.toString();
    }

    /** Reads one line, with its end. */
    public final String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int b;
        do {
            b = readOrFail("a line");
            line.append((char) b);
        } while (b != '\n');
        return line.toString();
    }

    /** Reads this many bytes. */
    public final byte[] readExactly(int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) readOrFail(count + " bytes");
        }
        return bytes;
    }

    /** Reads this many bytes, or gives null if the peer closes or resets the connection before. */
    final byte @Nullable [] readExactlyOrEnd(int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            int b = rawRead();
            if (b < 0) {
                return null;
            }
            note(b);
            bytes[i] = (byte) b;
        }
        return bytes;
    }

    /** Reads until the peer closes. A reset ends it as well. */
    public final String readUntilClosed() throws IOException {
        return new String(drain(), ISO_8859_1);
    }

    /**
     * Waits for the peer's next move: true if it closes or resets the connection, false if it sends something.
     *
     * @throws AssertionError if it does neither
     */
    public final boolean isClosed() throws IOException {
        in.mark(1);
        int b = rawRead();
        if (b >= 0) {
            in.reset();
        }
        return b < 0;
    }

    /** Reads the request that comes next with its content: by Transfer-Encoding, by Content-Length, else none. */
    public final RawMessage readRequest() throws IOException {
        RawMessage message = new RawMessage(readHead(), "", List.of());
        return readContent(message, false);
    }

    final RawMessage readContent(RawMessage message, boolean untilClosed) throws IOException {
        if (message.chunked()) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            for (byte[] chunk = readChunk(); chunk.length > 0; chunk = readChunk()) {
                content.writeBytes(chunk);
            }
            return message.with(content.toByteArray(), readTrailers());
        }
        if (message.has("content-length")) {
            int length = Integer.parseInt(message.first("content-length"));
            return message.with(readExactly(length), List.of());
        }
        return untilClosed ? message.with(drain(), List.of()) : message;
    }

    /** Reads one chunk, with its frame, and gives its content: empty for the last, whose trailers are still to come. */
    public final byte[] readChunk() throws IOException {
        String size = readLine().split("[;\r\n]", 2)[0].strip();
        byte[] chunk = readExactly(Integer.parseInt(size, 16));
        if (chunk.length > 0) {
            readLine();
        }
        return chunk;
    }

    private List<RawMessage.Line> readTrailers() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = readLine().strip();
                !line.isEmpty();
                line = readLine().strip()) {
            lines.add(line);
        }
        return RawMessage.lines(lines);
    }

    private byte[] drain() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int b = rawRead(); b >= 0; b = rawRead()) {
            note(b);
            all.write(b);
        }
        return all.toByteArray();
    }

    private int readOrFail(String wanted) throws IOException {
        int b = rawRead();
        if (b < 0) {
            throw new AssertionError("expected " + wanted + ", but the peer closed; " + soFar());
        }
        note(b);
        return b;
    }

    private void note(int b) {
        if (received.length() >= 2 * SHOWN_CHARS) {
            received.delete(0, SHOWN_CHARS);
        }
        received.append((char) b);
    }

    /** The next byte, or -1 at the end, which a reset is too. */
    private int rawRead() throws IOException {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came within ten seconds; " + soFar(), e);
        } catch (SocketException e) {
            if (socket.isClosed()) {
                throw e;
            }
            return -1;
        }
    }

    private String soFar() {
        String tail = received.length() > SHOWN_CHARS
                ? "..." + received.substring(received.length() - SHOWN_CHARS)
                : received.toString();
        return "received so far: " + (tail.isEmpty() ? "nothing" : "\n" + tail);
    }

    @Override
    public final void close() throws IOException {
        socket.close();
    }
}
