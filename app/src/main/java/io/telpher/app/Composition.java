package io.telpher.app;

import java.io.PrintStream;
import java.util.List;

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

    /** Walks and times the way to a URL and writes what it finds. @return the exit code */
    int probe(List<String> arguments, PrintStream out);

    /** Starts the server on free ports, sends it requests and stops: the run of which the AOT cache is made. */
    void train() throws Exception;
}
