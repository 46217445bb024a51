package io.telpher.core.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A mapping with known keys that is read into a record. Keys are declared once, with their shape, default and help; an
 * unknown key is a mistake that names the known ones.
 *
 * <pre>{@code
 * static final Mapping<Health> SHAPE = Mapping.of("health", "Active health checks.", keys -> {
 *     Key<Duration> interval = keys.optional("interval", Shapes.duration(), "10s", "Time between two checks.");
 *     return values -> new Health(values.of(interval));
 * });
 * }</pre>
 *
 * @param <T> the record
 */
public final class Mapping<T> implements Shape<T> {
    private final String name;
    private final String help;
    private final Function<Keys, Function<Values, T>> declare;
    private final Supplier<Declared<T>> declared = new Supplier<>() {
        private @Nullable Declared<T> known;

        @Override
        public synchronized Declared<T> get() {
            if (known == null) {
                Keys keys = new Keys();
                Function<Values, T> make = declare.apply(keys);
                known = new Declared<>(List.copyOf(keys.all), make);
            }
            return known;
        }
    };

    private record Declared<T>(List<Key<?>> keys, Function<Values, T> make) {}

    private Mapping(String name, String help, Function<Keys, Function<Values, T>> declare) {
        this.name = name;
        this.help = help;
        this.declare = declare;
    }

    /**
     * A mapping.
     *
     * @param name what it is called in error messages and the reference
     * @param help one sentence for the reference
     * @param declare names the keys and gives back how a record is made of their values; an IllegalArgumentException of
     *     the latter is reported as a mistake of the whole mapping
     */
    public static <T> Mapping<T> of(String name, String help, Function<Keys, Function<Values, T>> declare) {
        return new Mapping<>(name, help, declare);
    }

    /** A key of a mapping. Compared by identity. */
    public static final class Key<V> {
        private final String name;
        private final Shape<V> shape;
        private final boolean required;
        private final @Nullable String otherwise;
        private final String help;

        private Key(String name, Shape<V> shape, boolean required, @Nullable String otherwise, String help) {
            this.name = name;
            this.shape = shape;
            this.required = required;
            this.otherwise = otherwise;
            this.help = help;
        }

        /** Its name. */
        public String name() {
            return name;
        }
    }

    /** Where keys are declared. */
    public static final class Keys {
        private final List<Key<?>> all = new ArrayList<>();

        /** A key that must be there. */
        public <V> Key<V> required(String key, Shape<V> shape, String help) {
            return add(new Key<>(key, shape, true, null, help));
        }

        /** A key that may be left out, then {@link Values#orNull} gives null. */
        public <V> Key<V> optional(String key, Shape<V> shape, String help) {
            return add(new Key<>(key, shape, false, null, help));
        }

        /** A key with a default, given as it would be written in the file. */
        public <V> Key<V> optional(String key, Shape<V> shape, String otherwise, String help) {
            return add(new Key<>(key, shape, false, otherwise, help));
        }

        private <V> Key<V> add(Key<V> key) {
            if (all.stream().anyMatch(known -> known.name.equals(key.name))) {
                throw new IllegalStateException("key \"" + key.name + "\" is declared twice");
            }
            check(key);
            all.add(key);
            return key;
        }
    }

    /** A default that cannot be read is a bug, and shows when the shape is first used, by whatever test. */
    private static void check(Key<?> key) {
        if (key.otherwise != null) {
            Problems problems = new Problems();
            key.shape.read(written(new Location("default of " + key.name, 1, 1), key.otherwise), problems);
            if (problems.hasErrors()) {
                throw new IllegalStateException(problems.all().getFirst().toString());
            }
        }
    }

    /** What was read. */
    public static final class Values {
        private final Map<Key<?>, Object> read = new HashMap<>();
        private final Map<Key<?>, Location> locations = new HashMap<>();
        private final Location location;
        private final Problems problems;

        private Values(Location location, Problems problems) {
            this.location = location;
            this.problems = problems;
        }

        /** The value of a key that is required or has a default. */
        public <V> V of(Key<V> key) {
            V value = orNull(key);
            if (value == null) {
                throw new IllegalStateException(key.name + " has no default: read it with orNull");
            }
            return value;
        }

        /** The value of a key, or null if it was left out. */
        @SuppressWarnings("unchecked")
        public <V> @Nullable V orNull(Key<V> key) {
            return (V) read.get(key);
        }

        /** Where the key's value stands, or the mapping if it was left out. */
        public Location where(Key<?> key) {
            return locations.getOrDefault(key, location);
        }

        /** Where the mapping stands. */
        public Location where() {
            return location;
        }

        /** For mistakes that show only when several keys are seen together. */
        public Problems problems() {
            return problems;
        }
    }

    @Override
    public @Nullable T read(Node node, Problems problems) {
        if (!(node instanceof Node.Entries) && !(node instanceof Node.Empty)) {
            problems.error(node.location(), Shapes.found(node) + schema().expected());
            return null;
        }
        List<Node.Entry> entries = node instanceof Node.Entries mapping ? mapping.entries() : List.of();
        Values values = new Values(node.location(), problems);
        boolean complete = true;
        for (Node.Entry entry : entries) {
            Key<?> key = key(entry.key());
            if (key == null) {
                unknown(entry, problems);
                complete = false;
                continue;
            }
            values.locations.put(key, entry.value().location());
            Object value = key.shape.read(entry.value(), problems.at(key.name));
            if (value == null) {
                complete = false;
            } else {
                values.read.put(key, value);
            }
        }
        return fillIn(node, values, problems) && complete ? make(node, values, problems) : null;
    }

    private boolean fillIn(Node node, Values values, Problems problems) {
        boolean complete = true;
        for (Key<?> key : declared.get().keys) {
            if (values.read.containsKey(key) || values.locations.containsKey(key)) {
                continue;
            }
            if (key.otherwise != null) {
                Object value = key.shape.read(written(node.location(), key.otherwise), problems.at(key.name));
                if (value == null) {
                    complete = false;
                } else {
                    values.read.put(key, value);
                }
            } else if (key.required) {
                problems.error(
                        node.location(),
                        "\"" + key.name + "\" is missing, expected "
                                + key.shape.schema().expected());
                complete = false;
            }
        }
        return complete;
    }

    /** A default as the node that a file with this text would hold. */
    private static Node written(Location location, String otherwise) {
        return switch (otherwise) {
            case "{}" -> new Node.Entries(location, List.of());
            case "[]" -> new Node.Items(location, List.of());
            default -> new Node.Scalar(location, otherwise);
        };
    }

    private @Nullable T make(Node node, Values values, Problems problems) {
        try {
            return declared.get().make.apply(values);
        } catch (IllegalArgumentException e) {
            problems.error(node.location(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable Key<?> key(String wanted) {
        for (Key<?> key : declared.get().keys) {
            if (key.name.equals(wanted)) {
                return key;
            }
        }
        return null;
    }

    private void unknown(Node.Entry entry, Problems problems) {
        List<String> known = declared.get().keys.stream().map(Key::name).toList();
        problems.at(entry.key())
                .error(
                        entry.location(),
                        "unknown key \"" + entry.key() + "\" in " + name + Nearest.question(entry.key(), known)
                                + (known.isEmpty() ? "" : "; known keys: " + String.join(", ", known)));
    }

    @Override
    public Schema schema() {
        return new Schema.Keys(
                name,
                help,
                declared.get().keys.stream()
                        .map(key -> new Schema.Key(key.name, key.shape.schema(), key.required, key.otherwise, key.help))
                        .toList());
    }
}
