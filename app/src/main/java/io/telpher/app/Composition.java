package io.telpher.app;

/** What the command line starts: the rooms put together. */
public interface Composition {

    /**
     * Starts the default configuration with the demo behind it.
     *
     * @throws CannotStart if it cannot; nothing is left running then
     */
    Server up(Options options) throws CannotStart;

    /**
     * Starts a configuration.
     *
     * @param source its text, for the admin port
     * @throws CannotStart if it cannot; nothing is left running then
     */
    Server start(Configuration configuration, Source source, Options options) throws CannotStart;

    /** Starts the server on free ports, sends it requests and stops: the run of which the AOT cache is made. */
    void train() throws Exception;
}
