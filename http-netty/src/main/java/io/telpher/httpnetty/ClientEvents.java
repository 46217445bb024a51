package io.telpher.httpnetty;

/** What happens on connections to an endpoint, for the metrics. Called on event loops: must not block. */
public interface ClientEvents {
    /** Nobody is interested. */
    ClientEvents NONE = new ClientEvents() {};

    /** A connection was made. */
    default void opened() {}

    /** A connection was closed. */
    default void closed() {}

    /** A request was sent on a connection that had served before. */
    default void reused() {}

    /** There is one stream of HTTP/2 more, or one less. */
    default void stream(int change) {}
}
