package io.telpher.core.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The shapes that all others are made of. */
public final class Shapes {
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d+)(B|KiB|MiB|GiB)");
    private static final BigDecimal LARGEST_SIZE = BigDecimal.valueOf(1L << 50);
    private static final BigDecimal LONGEST_MILLIS = BigDecimal.valueOf(24_855L * 86_400_000L); // seconds in 31 bits
    private static final Map<String, Long> SIZE_UNITS =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
    private static final Map<String, Long> DURATION_MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private Shapes() {}

    /** Any text. */
    public static Shape<String> text() {
        return scalar(new Schema.Value("text", Schema.Type.STRING, null), text -> text);
    }

    /** Text that {@code good} accepts; {@code expected} says in words what that is. */
    public static Shape<String> text(String expected, Predicate<String> good) {
        return scalar(new Schema.Value(expected, Schema.Type.STRING, null), text -> good.test(text) ? text : null);
    }

    /** A value that {@code parse} makes of the text; null or an IllegalArgumentException means that it is none. */
    public static <T> Shape<T> parsed(String expected, Function<String, @Nullable T> parse) {
        return scalar(new Schema.Value(expected, Schema.Type.STRING, null), parse);
    }

    /** {@code true} or {@code false}. */
    public static Shape<Boolean> bool() {
        return scalar(new Schema.Value("true or false", Schema.Type.BOOLEAN, null), text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        });
    }

    /** A whole number within bounds, both included. */
    public static Shape<Integer> number(int min, int max) {
        return scalar(new Schema.Whole(min, max), text -> {
            if (!text.matches("-?\\d{1,10}")) {
                return null;
            }
            long value = Long.parseLong(text);
            return value < min || value > max ? null : (int) value;
        });
    }

    /** A duration with its unit: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 7d}. */
    public static Shape<Duration> duration() {
        Schema schema = new Schema.Value(
                "a duration with its unit, such as 500ms, 10s, 5m, 2h or 7d", Schema.Type.STRING, DURATION.pattern());
        return scalar(schema, text -> {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                return null;
            }
            BigDecimal millis = new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(DURATION_MILLIS.getOrDefault(matcher.group(2), 1L)));
            if (millis.compareTo(LONGEST_MILLIS) > 0) {
                throw new IllegalArgumentException("at most 24855d, which are 68 years");
            }
            return Duration.ofNanos(millis.movePointRight(6).longValue());
        });
    }

    /** A {@link #duration} that is not zero, as that of a timeout. */
    public static Shape<Duration> positiveDuration() {
        return duration().map(duration -> {
            if (duration.isZero()) {
                throw new IllegalArgumentException("expected a duration above zero");
            }
            return duration;
        });
    }

    /** A number of bytes with its unit: {@code 512B}, {@code 64KiB}, {@code 10MiB}, {@code 2GiB}. */
    public static Shape<Long> size() {
        Schema schema = new Schema.Value(
                "a size with its unit, such as 512B, 64KiB, 10MiB or 2GiB", Schema.Type.STRING, SIZE.pattern());
        return scalar(schema, text -> {
            Matcher matcher = SIZE.matcher(text);
            if (!matcher.matches()) {
                return null;
            }
            BigDecimal bytes = new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(SIZE_UNITS.getOrDefault(matcher.group(2), 1L)));
            if (bytes.compareTo(LARGEST_SIZE) > 0) {
                throw new IllegalArgumentException("at most 1048576GiB");
            }
            return bytes.longValue();
        });
    }

    /** One of the constants of an enum, in lower case with hyphens: {@code LEAST_CONNECTIONS} is {@code least-connections}. */
    public static <E extends Enum<E>> Shape<E> choice(Class<E> type) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            words.put(constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), constant);
        }
        return choice(words);
    }

    /** One of a few words. */
    public static <T> Shape<T> choice(Map<String, T> words) {
        Map<String, T> copy = new LinkedHashMap<>(words);
        return scalar(new Schema.Choice(List.copyOf(copy.keySet())), copy::get);
    }

    private static <T> Shape<T> scalar(Schema schema, Function<String, @Nullable T> parse) {
        return new Shape<>() {
            @Override
            public @Nullable T read(Node node, Problems problems) {
                if (node instanceof Node.Scalar scalar) {
                    String reason = null;
                    try {
                        T value = parse.apply(scalar.text());
                        if (value != null) {
                            return value;
                        }
                    } catch (IllegalArgumentException e) {
                        reason = e.getMessage();
                    }
                    problems.error(
                            node.location(),
                            found(node) + schema.expected() + (reason == null ? near(scalar) : " (" + reason + ")"));
                    return null;
                }
                problems.error(node.location(), found(node) + schema.expected());
                return null;
            }

            private String near(Node.Scalar scalar) {
                return schema instanceof Schema.Choice choice ? Nearest.question(scalar.text(), choice.words()) : "";
            }

            @Override
            public Schema schema() {
                return schema;
            }
        };
    }

    /** A list. A single value that is not a list is a list of one. */
    public static <T> Shape<List<T>> list(Shape<T> item) {
        return new Shape<>() {
            @Override
            public @Nullable List<T> read(Node node, Problems problems) {
                List<Node> nodes = node instanceof Node.Items list ? list.items() : List.of(node);
                List<T> values = new ArrayList<>(nodes.size());
                for (int i = 0; i < nodes.size(); i++) {
                    T value =
                            item.read(nodes.get(i), node instanceof Node.Items ? problems.at("[" + i + "]") : problems);
                    if (value != null) {
                        values.add(value);
                    }
                }
                return values.size() == nodes.size() ? values : null;
            }

            @Override
            public Schema schema() {
                return new Schema.ListOf(item.schema());
            }
        };
    }

    /** A mapping from names that the user chooses, in the order of the file. */
    public static <T> Shape<Map<String, T>> mapOf(Shape<T> value) {
        return new Shape<>() {
            @Override
            public @Nullable Map<String, T> read(Node node, Problems problems) {
                if (!(node instanceof Node.Entries mapping)) {
                    problems.error(node.location(), found(node) + schema().expected());
                    return null;
                }
                Map<String, T> values = new LinkedHashMap<>();
                for (Node.Entry entry : mapping.entries()) {
                    T read = value.read(entry.value(), problems.at(entry.key()));
                    if (read != null) {
                        values.put(entry.key(), read);
                    }
                }
                return values.size() == mapping.entries().size() ? values : null;
            }

            @Override
            public Schema schema() {
                return new Schema.MapOf(value.schema());
            }
        };
    }

    /** The first of several forms that fits. Values, lists and mappings tell each other apart, mappings by their keys. */
    @SafeVarargs
    public static <T> Shape<T> anyOf(Shape<? extends T>... forms) {
        List<Shape<? extends T>> all = new ArrayList<>(forms.length);
        for (Shape<? extends T> form : forms) {
            all.add(form);
        }
        return new AnyOf<>(all);
    }

    static String found(Node node) {
        return "found " + node.describe() + ", expected ";
    }
}
