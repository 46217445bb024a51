package io.telpher.gateway;

import io.telpher.core.Living;
import io.telpher.core.Stores;
import io.telpher.core.Waiter;
import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.core.config.Shape;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Configuration as tests write it: maps, lists and values. Each read node stands on its own line. */
public final class Config {
    private int line;

    private Config() {}

    /** A mapping, in the order of its arguments: keys and values by turns. */
    public static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    /** The tree of it. */
    public static Node node(Object value) {
        return new Config().of(value);
    }

    private Node of(Object value) {
        Location at = new Location("test.yaml", ++line, 1);
        return switch (value) {
            case Map<?, ?> map -> {
                List<Node.Entry> entries = new ArrayList<>();
                map.forEach((key, item) -> entries.add(new Node.Entry(at, String.valueOf(key), of(item))));
                yield new Node.Entries(at, entries);
            }
            case List<?> list -> new Node.Items(at, list.stream().map(this::of).toList());
            default -> new Node.Scalar(at, String.valueOf(value));
        };
    }

    /** Reads what must be right. */
    public static <T> T read(Shape<T> shape, Object value) {
        Problems problems = new Problems();
        T read = shape.read(node(value), problems);
        if (read == null || !problems.all().isEmpty()) {
            throw new AssertionError(problems.all().toString());
        }
        return read;
    }

    /** Reads what must be wrong. @return the messages */
    public static String mistakes(Shape<?> shape, Object value) {
        Problems problems = new Problems();
        Object read = shape.read(node(value), problems);
        if (problems.all().isEmpty()) {
            throw new AssertionError("no mistake was found, but " + read + " read");
        }
        return problems.all().toString();
    }

    /** A context for a feature on a route named {@code test}, whose clock stands still. Every upstream answers 200. */
    public static FeatureContext context() {
        return context(CopyLog.NONE);
    }

    /** The same with a log of copies. */
    public static FeatureContext context(CopyLog copies) {
        Waiter still = new Waiter(new io.telpher.core.Timers() {
            @Override
            public long nanos() {
                return 0;
            }

            @Override
            public io.telpher.core.Subscription after(long delayNanos, Runnable task) {
                return () -> {};
            }
        });
        return new FeatureContext(
                "test",
                new Metrics(),
                still,
                InstantSource.system(),
                new Living(),
                _ -> _ -> HttpResponse.of(200),
                Stores.alone(still.ticker()),
                copies,
                Caches.small(still.ticker()),
                Fetching.NONE);
    }
}
