package io.telpher.app;

import java.util.List;

/** A running Telpher. */
public interface Server extends AutoCloseable {

    /** Where it listens and what to try, for people: printed when it is ready. */
    List<String> greeting();

    /** Closes log files and opens them anew under their names, after somebody has moved them away. Returns at once. */
    void reopenLogs();

    /** Stops: no new connections, open exchanges get their time to end. Closing twice is harmless. */
    @Override
    void close();
}
