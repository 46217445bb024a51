package io.telpher.app.cli;

import io.telpher.app.Composition;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code telpher probe URL}: what stands on the way to a URL. */
final class ProbeCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Composition composition;
    private final CommandSpec spec = Arguments.command(
            "probe", this, "Walk and time the way to a URL: DNS, TCP, TLS, ALPN, first byte, body, cache headers.");
    private final Arguments.Value<List<String>> words;

    ProbeCommand(Terminal terminal, Composition composition) {
        this.terminal = terminal;
        this.composition = composition;
        words = Arguments.words(spec, "URL", "Where to, and the prober's options.");
        spec.parser().unmatchedOptionsArePositionalParams(true);
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        return composition.probe(words.value(), terminal.out());
    }
}
