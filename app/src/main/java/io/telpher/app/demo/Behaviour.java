package io.telpher.app.demo;

import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** How an endpoint of the demo serves. */
sealed interface Behaviour {
    int SLOW_MAX_MILLIS = 60_000;

    /** As it should. */
    record Well() implements Behaviour {}

    /** It lets everybody wait, health checks too. */
    record Slow(int millis) implements Behaviour {
        public Slow {
            if (millis < 1 || millis > SLOW_MAX_MILLIS) {
                throw new IllegalArgumentException("slow is a number of milliseconds from 1 to " + SLOW_MAX_MILLIS);
            }
        }
    }

    /** It answers 500. */
    record Failing() implements Behaviour {}

    /** It answers users 500 while its health answer says that all is well. */
    record Lying() implements Behaviour {}

    /** It closes connections without an answer. */
    record Down() implements Behaviour {}

    /** It serves, but its health answer says that it is going. */
    record Draining() implements Behaviour {}

    /** The word for it. */
    default String word() {
        return switch (this) {
            case Well w -> "well";
            case Slow s -> "slow";
            case Failing f -> "fail";
            case Lying l -> "lie";
            case Down d -> "down";
            case Draining d -> "draining";
        };
    }

    /** How long it lets wait. */
    default int millis() {
        return this instanceof Slow slow ? slow.millis : 0;
    }

    /**
     * Reads {@code {"slow": 300}}, {@code "fail"}, {@code "lie"}, {@code "down"}, {@code "draining"} or {@code "well"}: JSON, or YAML for those who type it.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Behaviour parse(String text) {
        Object value;
        try {
            value = new Load(LoadSettings.builder().build()).loadFromString(text);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("not JSON");
        }
        if (value instanceof Map<?, ?> mapping && mapping.size() == 1) {
            Map.Entry<?, ?> entry = mapping.entrySet().iterator().next();
            return of(String.valueOf(entry.getKey()), entry.getValue() instanceof Integer millis ? millis : 0);
        }
        return of(String.valueOf(value), 0);
    }

    private static Behaviour of(String word, int millis) {
        return switch (word) {
            case "well" -> new Well();
            case "slow" -> new Slow(millis);
            case "fail" -> new Failing();
            case "lie" -> new Lying();
            case "down" -> new Down();
            case "draining" -> new Draining();
            default ->
                throw new IllegalArgumentException(
                        "expected {\"slow\": MILLISECONDS}, \"fail\", \"lie\", \"down\", \"draining\" or \"well\"");
        };
    }
}
