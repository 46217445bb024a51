package io.telpher.app;

import java.util.List;

/** A running Telpher. */
public interface Server extends AutoCloseable {

    /** Where it listens and what to try, for people: printed when it is ready. */
    List<String> greeting();

    /** Opens log files anew, after somebody has moved them away, and reads its configuration anew. Returns at once. */
    void hangUp();

    /** Has {@link #close} wait no longer: whatever is open is cut off. Returns at once. */
    void force();

    /** Stops: no new connections, open exchanges get their time to end. Closing twice is harmless. */
    @Override
    void close();
}
