package io.telpher.app;

import java.io.PrintStream;
import java.util.List;

/** A composition of no rooms: it starts, says so, and serves nothing. */
final class Unwired implements Composition {

    @Override
    public Server up(Options options) {
        return new Nothing();
    }

    @Override
    public Server start(Configuration configuration, Options options) {
        return new Nothing();
    }

    @Override
    public int probe(List<String> arguments, PrintStream out) {
        out.println("probe: not wired yet");
        return 1;
    }

    @Override
    public void train() {
        ConfigurationReader.read("train.yaml", "log: {level: info}\n");
        new Nothing().close();
    }

    private record Nothing() implements Server {
        @Override
        public List<String> greeting() {
            return List.of("Telpher serves nothing yet.");
        }

        @Override
        public void close() {}
    }
}
