package io.telpher.core.pool;

/**
 * Opens, tests and closes the connections of a {@link Pool}. All three may block.
 *
 * @param <C> a connection
 */
public interface Connector<C> {

    /** Opens a connection. */
    C open() throws Exception;

    /** True if a connection that was idle still works. */
    default boolean works(C connection) {
        return true;
    }

    /** Closes a connection. What it throws is logged and changes nothing. */
    void close(C connection) throws Exception;
}
