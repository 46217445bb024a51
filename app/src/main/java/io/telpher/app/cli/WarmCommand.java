package io.telpher.app.cli;

import io.telpher.app.warm.Warming;
import io.telpher.app.yaml.Yaml;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code telpher cache warm LIST}: has the Telpher that runs on this machine fetch URLs through its own routes, and shows how it goes. */
final class WarmCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final CommandSpec spec = Arguments.command(
            "warm", this, "Fetch URLs ahead of requests, through the routes of the Telpher that runs here.");
    private final Arguments.Value<String> list = Arguments.word(
            spec, "LIST", "A file with a URL on each line, or a sitemap (XML); - for the standard input.");
    private final Arguments.Value<Integer> concurrency = Arguments.option(
            spec,
            Integer.class,
            "N",
            Integer.toString(Warming.CONCURRENCY),
            "How many requests are under way at once. Otherwise " + Warming.CONCURRENCY + ".",
            "--concurrency");
    private final Arguments.Value<Integer> rate = Arguments.option(
            spec,
            Integer.class,
            "N",
            Integer.toString(Warming.RATE),
            "How many begin in a second. Otherwise " + Warming.RATE + ".",
            "--rate");
    private final AdminClient admin;

    WarmCommand(Terminal terminal) {
        this.terminal = terminal;
        admin = AdminClient.withToken(terminal, spec);
        spec.usageMessage()
                .footer(
                        "",
                        "Exit codes: 0 all were fetched, 1 some were not, 2 wrong usage, 3 nobody answers.",
                        "To stop it: send DELETE to /cache/warm of the admin port.");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String text;
        try {
            text = list.value().equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : new String(Files.readAllBytes(Path.of(list.value())), StandardCharsets.UTF_8);
        } catch (IOException e) {
            terminal.err().println("telpher: " + list.value() + " is no file that can be read");
            return ExitCode.USAGE;
        }
        String target = "/cache/warm?concurrency=" + concurrency.value() + "&rate=" + rate.value();
        HttpResponse<String> answer = admin.send("POST", target, text);
        while (answer != null && AdminClient.done(answer)) {
            Node seen = Yaml.read("the answer", answer.body(), new Problems());
            terminal.err()
                    .println(text(seen, "done") + " of " + text(seen, "total") + ", failed: " + text(seen, "failed"));
            if (!text(seen, "state").equals("running")) {
                return ended(answer.body(), seen);
            }
            answer = admin.send("GET", "/cache/warm?wait", "");
        }
        if (answer == null) {
            return ExitCode.CANNOT_START;
        }
        terminal.err().println(answer.body());
        return ExitCode.MISTAKES;
    }

    /** The whole answer, which has the failures. */
    private int ended(String answer, @Nullable Node seen) {
        terminal.out().println(answer);
        boolean well = text(seen, "failed").equals("0") && text(seen, "state").equals("done");
        return well ? ExitCode.OK : ExitCode.MISTAKES;
    }

    private static String text(@Nullable Node seen, String member) {
        if (seen instanceof Node.Entries members) {
            for (Node.Entry each : members.entries()) {
                if (each.key().equals(member) && each.value() instanceof Node.Scalar value) {
                    return value.text();
                }
            }
        }
        return "";
    }
}
