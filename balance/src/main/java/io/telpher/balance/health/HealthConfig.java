package io.telpher.balance.health;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint is checked.
 *
 * @param check the question
 * @param interval the time between two checks
 * @param timeout how long an answer may take
 * @param unhealthy failures in a row that take it down
 * @param healthy successes in a row that bring it back
 */
public record HealthConfig(Check check, Duration interval, Duration timeout, int unhealthy, int healthy) {

    /** The question that is asked. */
    public sealed interface Check {

        /** Does it accept a connection? */
        record Tcp() implements Check {}

        /** Does it answer 200 to GET {@code path}? */
        record Http(String path) implements Check {}

        /** Does it answer 200 to GET {@code path}, with no dependency in the body that is down? */
        record Deep(String path) implements Check {}

        /** Does its health service of gRPC say SERVING for {@code service}? The empty name is the whole server. */
        record Grpc(String service) implements Check {}

        /** Does it answer in the words of its protocol? {@code name} is what DNS is asked for, empty elsewhere. */
        record Talk(Language language, String name) implements Check {}
    }

    /** A protocol in whose words an endpoint can be asked. */
    public enum Language {
        /** PING. */
        REDIS,
        /** The beginning of a session. */
        POSTGRES,
        /** The greeting, and a user whom nobody knows. */
        MYSQL,
        /** The version. */
        MEMCACHED,
        /** Banner and EHLO. */
        SMTP,
        /** The header of AMQP 0-9-1. */
        AMQP,
        /** ApiVersions. */
        KAFKA,
        /** OPTIONS. */
        CASSANDRA,
        /** A question by UDP. */
        DNS;

        private static final List<Language> NAMELESS =
                Stream.of(values()).filter(language -> language != DNS).toList();

        private String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Mapping<Check> DNS = Mapping.of("dns", "Asks by UDP.", keys -> {
        var name = keys.optional(
                "name",
                Shapes.text("a name such as example.com", text -> text.matches("\\.|([A-Za-z0-9_-]{1,63}\\.?){1,32}")),
                ".",
                "What is asked for.");
        return values -> new Check.Talk(Language.DNS, values.of(name));
    });

    /** What stands behind {@code health:}. */
    public static final Mapping<HealthConfig> SHAPE =
            Mapping.of("health", "Active checks: who fails them is sent nothing until it passes again.", keys -> {
                var http = keys.optional("http", path().map(Check.Http::new), "GET this path; 200 is healthy.");
                var tcp = keys.optional("tcp", always(), "Connect; an accepted connection is healthy.");
                var deep = keys.optional(
                        "deep", path().map(Check.Deep::new), "GET this path; 200 and no dependency down is healthy.");
                var grpc = keys.optional(
                        "grpc",
                        Shapes.text().map(Check.Grpc::new),
                        "Ask gRPC's health service for this service, or \"\" for the server; SERVING is healthy.");
                List<Mapping.Key<Check>> talks = new ArrayList<>();
                for (Language language : Language.NAMELESS) {
                    talks.add(keys.optional(
                            language.key(),
                            talk(language),
                            "Speak " + language.key() + "; a fitting answer is healthy."));
                }
                talks.add(keys.optional(
                        Language.DNS.key(), DNS, "Ask by UDP for this name; any answer but SERVFAIL is healthy."));
                var interval = keys.optional("interval", Shapes.positiveDuration(), "10s", "Time between two checks.");
                var timeout = keys.optional("timeout", Shapes.positiveDuration(), "5s", "How long an answer may take.");
                var unhealthy = keys.optional("unhealthy", Shapes.number(1, 100), "2", "Failures in a row: down.");
                var healthy = keys.optional("healthy", Shapes.number(1, 100), "2", "Successes in a row: up.");
                return values -> new HealthConfig(
                        only(Stream.concat(
                                        Stream.of(
                                                values.orNull(http),
                                                values.orNull(tcp),
                                                values.orNull(deep),
                                                values.orNull(grpc)),
                                        talks.stream().map(values::orNull))
                                .toList()),
                        values.of(interval),
                        values.of(timeout),
                        values.of(unhealthy),
                        values.of(healthy));
            });

    /** Checks the ranges. */
    public HealthConfig {
        if (!interval.isPositive() || !timeout.isPositive() || unhealthy < 1 || healthy < 1) {
            throw new IllegalArgumentException("interval, timeout and thresholds are above zero");
        }
    }

    /** This check every 10 s within 5 s; two failures take down, two successes bring back. */
    public HealthConfig(Check check) {
        this(check, Duration.ofSeconds(10), Duration.ofSeconds(5), 2, 2);
    }

    private static Check only(List<? extends @Nullable Check> given) {
        List<Check> all = new ArrayList<>(1);
        for (Check check : given) {
            if (check != null) {
                all.add(check);
            }
        }
        if (all.size() == 1) {
            return all.getFirst();
        }
        throw new IllegalArgumentException("expected exactly one of http: /path, tcp: true, deep: /path, grpc: service,"
                + " or a protocol such as redis: {}");
    }

    private static Mapping<Check> talk(Language language) {
        return Mapping.of(
                language.key(), "Asks in the words of this protocol.", keys -> values -> new Check.Talk(language, ""));
    }

    private static Shape<String> path() {
        return Shapes.text("a path such as /health", text -> text.matches("/[\\x21-\\x7e]*"));
    }

    private static Shape<Check> always() {
        return Shapes.parsed("true", text -> text.equals("true") ? new Check.Tcp() : null);
    }
}
