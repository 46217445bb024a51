package io.telpher.gateway.ratelimitservice;

import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.core.limit.Algorithm;
import io.telpher.core.limit.Limit;
import io.telpher.gateway.ratelimit.Algorithms;
import io.telpher.gateway.ratelimit.Rate;
import io.telpher.gateway.ratelimitservice.wire.Question.Entry;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A limit for some descriptors of a domain.
 *
 * @param parts what their entries must be, in this order
 * @param limit how much, for each descriptor that it goes for
 * @param shadow true if it counts and refuses nobody
 */
record Rule(List<Part> parts, Limit limit, boolean shadow) {
    /** An entry: its key, and its value, or null for any, each with a quota of its own. */
    record Part(String key, @Nullable String value) {
        private static Part parse(String text) {
            int equals = text.indexOf('=');
            Part part =
                    equals < 0 ? new Part(text, null) : new Part(text.substring(0, equals), text.substring(equals + 1));
            if (part.key.isEmpty()) {
                throw new IllegalArgumentException("an entry has a key");
            }
            return part;
        }

        @Override
        public String toString() {
            return value == null ? key : key + '=' + value;
        }
    }

    private static final Shape<List<Part>> PARTS =
            Shapes.list(Shapes.<Part>parsed("the entries, as KEY or KEY=VALUE", Part::parse));

    /** An item of {@code limits}. */
    static final Mapping<Rule> SHAPE = Mapping.of("limit", "A limit for some descriptors.", keys -> {
        Mapping.Key<List<Part>> descriptor =
                keys.required("descriptor", PARTS, "Its entries, as KEY for any value or KEY=VALUE for one.");
        Mapping.Key<Rate> rate = keys.required("limit", Rate.SHAPE, "How many in how long.");
        Mapping.Key<Algorithm> algorithm =
                keys.optional("algorithm", Algorithms.SHAPE, "fixed-window", "How it is counted.");
        Mapping.Key<String> name = keys.optional("name", Shapes.text(), "Its name; otherwise the descriptor.");
        Mapping.Key<Boolean> shadow = keys.optional("shadow", Shapes.bool(), "false", "Whether it only counts.");
        return values -> {
            List<Part> parts = values.of(descriptor);
            String named = Objects.requireNonNullElseGet(
                    values.orNull(name),
                    () -> parts.stream().map(Part::toString).collect(Collectors.joining(",")));
            return new Rule(parts, limit(named, values.of(algorithm), values.of(rate)), values.of(shadow));
        };
    });

    /** Refuses what goes for nothing, and queues. */
    Rule {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("expected at least one entry");
        }
        if (limit.algorithm() == Algorithm.LEAKY_BUCKET) {
            throw new IllegalArgumentException("others' proxies do not wait: leaky-bucket is for rate-limit only");
        }
    }

    private static Limit limit(String name, Algorithm algorithm, Rate rate) {
        Algorithm how = Algorithms.chosen(algorithm, rate);
        return new Limit(name, how, rate.amount(), rate.periodNanos(), how == Algorithm.GCRA ? 1 : rate.amount());
    }

    /** True if it goes for a descriptor with these entries. */
    boolean matches(List<Entry> entries) {
        if (entries.size() != parts.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Entry entry = entries.get(i);
            if (!part.key.equals(entry.key()) || (part.value != null && !part.value.equals(entry.value()))) {
                return false;
            }
        }
        return true;
    }

    /** True if it goes before another that matches the same: the first entry whose value only one of them names decides. */
    boolean before(Rule other) {
        for (int i = 0; i < parts.size(); i++) {
            boolean mine = parts.get(i).value != null;
            boolean others = other.parts.get(i).value != null;
            if (mine != others) {
                return mine;
            }
        }
        return false;
    }
}
