package io.telpher.gateway.cache;

import io.telpher.cache.fields.Seconds;
import io.telpher.cache.rules.Preset;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shapes;
import io.telpher.http.FieldName;
import io.telpher.http.Tokens;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a route's cache does where its origin leaves it open.
 *
 * @param in the name of the cache, or null for the one without a name
 * @param kind what kind of things it serves, or null
 * @param silent for how long what says nothing is fresh, or null
 * @param negative the same for other statuses
 * @param whileRevalidate how stale something may be that is served while it is validated, or null
 * @param onFailure how stale something may be that is served because the origin is away
 * @param key what is in the key
 * @param clients whether what clients say of caching counts
 * @param cookies true if responses are the same whatever cookies a request has
 * @param patience how long one waits for what another has asked for
 * @param store the store by which nodes fetch together, or null
 * @param writeThrough whether what a write has changed is fetched at once and stored
 */
public record CacheConfig(
        @Nullable String in,
        @Nullable Preset kind,
        @Nullable Duration silent,
        Map<Integer, Duration> negative,
        @Nullable Duration whileRevalidate,
        Duration onFailure,
        KeyConfig key,
        boolean clients,
        boolean cookies,
        Duration patience,
        @Nullable String store,
        boolean writeThrough) {
    private static final Map<String, Preset> KINDS = Map.of(
            "images", Preset.IMAGE,
            "versioned", Preset.VERSIONED,
            "video", Preset.VIDEO,
            "api", Preset.API,
            "prices", Preset.PRICE,
            "live-prices", Preset.LIVE_PRICE,
            "user", Preset.USER);
    private static final Duration WAIT_MAX = Duration.ofMinutes(5);
    private static final int NEGATIVE_MAX = 32;

    /** The key {@code cache} of a route. */
    public static final Mapping<CacheConfig> SHAPE =
            Mapping.of("cache", "Answers from what is stored of earlier responses.", keys -> {
                Mapping.Key<String> in = keys.optional(
                        "in", Shapes.text(), "Which of the file's caches; without it, the one without a name.");
                Mapping.Key<Preset> kind = keys.optional(
                        "class",
                        Shapes.choice(KINDS),
                        "What it serves, by which what does not say for how long is fresh, and clients are told.");
                Mapping.Key<Duration> silent = keys.optional(
                        "fresh", Shapes.duration(), "For how long what does not say so is fresh, in place of a class.");
                Mapping.Key<Map<String, Duration>> negative = keys.optional(
                        "negative",
                        Shapes.mapOf(Shapes.duration()),
                        "The same for other statuses, such as {404: 10s}; nothing by default.");
                Mapping.Key<Duration> revalidate = keys.optional(
                        "stale-while-revalidate",
                        Shapes.duration(),
                        "How stale something may be served while it is validated, where it does not say.");
                Mapping.Key<Duration> failure = keys.optional(
                        "stale-if-away",
                        Shapes.duration(),
                        "1h",
                        "How stale something may be served because the upstream does not answer.");
                Mapping.Key<KeyConfig> key = keys.optional("key", KeyConfig.SHAPE, "{}", "What is in the key.");
                Mapping.Key<Boolean> clients = keys.optional(
                        "clients",
                        Shapes.bool(),
                        "true",
                        "false: a client's Cache-Control does not count, but no-store and only-if-cached.");
                Mapping.Key<Boolean> cookies = keys.optional(
                        "ignore-cookies",
                        Shapes.bool(),
                        "false",
                        "true: responses are the same whatever cookies a request has.");
                Mapping.Key<Duration> wait = keys.optional(
                        "wait", Shapes.duration(), "5s", "How long one waits for what another has asked for.");
                Mapping.Key<String> store = keys.optional(
                        "store", Shapes.text(), "The store by which nodes fetch together; without it, each its own.");
                Mapping.Key<Boolean> through = keys.optional(
                        "write-through",
                        Shapes.bool(),
                        "false",
                        "true: what a write has changed is fetched at once and stored.");
                return values -> new CacheConfig(
                        values.orNull(in),
                        values.orNull(kind),
                        values.orNull(silent),
                        statuses(Objects.requireNonNullElse(values.orNull(negative), Map.of())),
                        values.orNull(revalidate),
                        values.of(failure),
                        values.of(key),
                        values.of(clients),
                        values.of(cookies),
                        values.of(wait),
                        values.orNull(store),
                        values.of(through));
            });

    /** Refuses what contradicts itself. */
    public CacheConfig {
        if (kind != null && silent != null) {
            throw new IllegalArgumentException("\"class\" says what \"fresh\" says: one of them");
        }
        wholeSeconds("fresh", silent);
        wholeSeconds("stale-while-revalidate", whileRevalidate);
        wholeSeconds("stale-if-away", onFailure);
        negative.forEach((status, duration) -> wholeSeconds(Integer.toString(status), duration));
        if (patience.isZero() || patience.compareTo(WAIT_MAX) > 0) {
            throw new IllegalArgumentException("\"wait\" is from 1ms to 5m");
        }
        negative = Map.copyOf(negative);
    }

    /** HTTP counts the time of what is stored so: less than a second would be none. */
    private static void wholeSeconds(String name, @Nullable Duration duration) {
        if (duration != null && !duration.equals(Duration.ofSeconds(duration.toSeconds()))) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is whole seconds, such as 1s, and " + duration.toMillis() + "ms is not");
        }
    }

    private static Map<Integer, Duration> statuses(Map<String, Duration> texts) {
        Map<Integer, Duration> statuses = new HashMap<>();
        texts.forEach((text, duration) -> {
            if (!text.matches("[345]\\d\\d") || text.equals("304")) {
                throw new IllegalArgumentException(
                        "\"negative\" names statuses from 300 to 599 other than 304, and \"" + text + "\" is none");
            }
            statuses.put(Integer.parseInt(text), duration);
        });
        if (statuses.size() > NEGATIVE_MAX) {
            throw new IllegalArgumentException("\"negative\" names at most " + NEGATIVE_MAX + " statuses");
        }
        return statuses;
    }

    /** In seconds, for how long what says nothing is fresh. */
    long silentSeconds() {
        Preset preset = kind;
        Duration told = silent;
        return preset != null ? preset.seconds() : told == null ? Seconds.ABSENT : told.toSeconds();
    }

    /**
     * What is in the key, beside scheme, host and path.
     *
     * @param sorted true if the order of parameters does not count
     * @param only the parameters that count, or none for all
     * @param without those that do not
     * @param fields fields that choose among responses
     * @param cookies the same for cookies
     */
    public record KeyConfig(
            boolean sorted, List<String> only, List<String> without, List<FieldName> fields, List<String> cookies) {
        private static final int NAMES_MAX = 64;

        static final Mapping<KeyConfig> SHAPE =
                Mapping.of("key", "What is in the key of a stored response, beside scheme, host and path.", keys -> {
                    Mapping.Key<Boolean> sorted = keys.optional(
                            "sort-query",
                            Shapes.bool(),
                            "false",
                            "true: the order of the query's parameters does not count.");
                    Mapping.Key<List<String>> only = keys.optional(
                            "query",
                            Shapes.list(Shapes.text()),
                            "[]",
                            "The parameters that count; all of them by default.");
                    Mapping.Key<List<String>> without = keys.optional(
                            "without",
                            Shapes.list(Shapes.text(
                                    "the name of a parameter, or its beginning such as utm_*", KeyConfig::names)),
                            "[]",
                            "Parameters that do not count, such as utm_*; they are not sent to the upstream.");
                    Mapping.Key<List<FieldName>> fields = keys.optional(
                            "fields",
                            Shapes.list(Shapes.parsed("the name of a field such as X-Tenant", FieldName::of)),
                            "[]",
                            "Fields that choose among responses though no Vary says so.");
                    Mapping.Key<List<String>> cookies = keys.optional(
                            "cookies",
                            Shapes.list(Shapes.text("the name of a cookie such as lang", Tokens::isToken)),
                            "[]",
                            "The same for cookies; no others are sent to the upstream with what may be stored.");
                    return values -> new KeyConfig(
                            values.of(sorted),
                            values.of(only),
                            values.of(without),
                            values.of(fields),
                            values.of(cookies));
                });

        /** A star stands for something at the end only, and not for everything. */
        private static boolean names(String parameter) {
            int star = parameter.indexOf('*');
            return !parameter.isEmpty() && (star < 0 || (star > 0 && star == parameter.length() - 1));
        }

        /** Refuses too many, and what says the same twice. */
        public KeyConfig {
            if (!only.isEmpty() && !without.isEmpty()) {
                throw new IllegalArgumentException(
                        "\"query\" names all parameters that count, so that \"without\" says nothing: one of them");
            }
            if (only.size() > NAMES_MAX
                    || without.size() > NAMES_MAX
                    || fields.size() > NAMES_MAX
                    || cookies.size() > NAMES_MAX) {
                throw new IllegalArgumentException("at most " + NAMES_MAX + " names each");
            }
        }
    }
}
