package io.telpher.app.cli;

import io.telpher.core.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code telpher cache purge}: has the Telpher that runs on this machine, and those that share with it, purge what is named. */
final class PurgeCommand implements Callable<Integer> {
    private final CommandSpec spec = Arguments.command(
            "purge",
            this,
            "Remove what is stored, here and on every node that purges with this one, or make it stale.");
    private final Arguments.Value<String> url = name("--url", "URL", "What is stored for this URL.");
    private final Arguments.Value<String> prefix = name("--prefix", "URL", "What is stored for URLs that begin so.");
    private final Arguments.Value<String> tag = name("--tag", "TAG", "What has this tag (Cache-Tag, Surrogate-Key).");
    private final Arguments.Value<String> group = name("--group", "NAME", "What is of this cache group (RFC 9875).");
    private final Arguments.Value<String> origin = name("--origin", "URL", "The origin whose group it is.");
    private final Arguments.Value<Boolean> all = Arguments.flag(spec, "--all", "Everything.");
    private final Arguments.Value<Boolean> soft =
            Arguments.flag(spec, "--soft", "Make it stale: it may still be served while it is validated.");
    private final AdminClient admin;

    PurgeCommand(Terminal terminal) {
        admin = AdminClient.withToken(terminal, spec);
        spec.usageMessage()
                .footer(
                        "",
                        "Prints how many entries went here, whether the other nodes know, and what became of what they share.",
                        "Exit codes: 0 purged, 1 refused, 2 wrong usage, 3 nobody answers, 4 purged here but not everywhere yet.",
                        "",
                        "Examples:",
                        "  telpher cache purge --url https://www.example.org/news",
                        "  telpher cache purge --prefix https://www.example.org/images/ --soft",
                        "  telpher cache purge --group scripts --origin https://www.example.org");
    }

    private Arguments.Value<String> name(String option, String label, String help) {
        return Arguments.option(spec, String.class, label, null, help, option);
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        oneThing();
        Json.Members order = Json.members();
        put(order, "url", url);
        put(order, "prefix", prefix);
        put(order, "tag", tag);
        put(order, "group", group);
        put(order, "origin", origin);
        order.put("all", all.value()).put("soft", soft.value());
        return admin.tell("POST", "/cache/purge", Json.compact(order));
    }

    private void oneThing() {
        long named = Stream.of(url, prefix, tag, group)
                        .filter(each -> each.orNull() != null)
                        .count()
                + (all.value() ? 1 : 0);
        if (named != 1) {
            throw misused(
                    "found " + named + " things to purge, expected one of --url, --prefix, --tag, --group or --all");
        }
        if ((group.orNull() == null) != (origin.orNull() == null)) {
            throw misused("a group is one of its origin: expected both --group and --origin");
        }
    }

    private ParameterException misused(String text) {
        return new ParameterException(spec.commandLine(), text);
    }

    private static void put(Json.Members order, String name, Arguments.Value<String> given) {
        String value = given.orNull();
        if (value != null) {
            order.put(name, value);
        }
    }
}
