package io.telpher.app;

import java.util.List;

/** A running Telpher. */
public interface Server extends AutoCloseable {

    /** Where it listens and what to try, for people: printed when it is ready. */
    List<String> greeting();

    /** Stops: no new connections, open exchanges get their time to end. Closing twice is harmless. */
    @Override
    void close();
}
