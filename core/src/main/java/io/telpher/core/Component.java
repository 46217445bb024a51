package io.telpher.core;

/** Something with a life: constructed without side effects, then started, then closed. */
public interface Component extends AutoCloseable {

    /** Begins: threads, sockets, files. @throws Exception if it cannot; it is then as if never started */
    void start() throws Exception;

    /** Ends and gives everything back. Closing twice is harmless. */
    @Override
    void close();
}
