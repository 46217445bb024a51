package io.telpher.testkit.caching;

import io.telpher.testkit.caching.CacheCase.Level;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All cases, the origin behind the cache, and their running. As a program: {@code CacheCases HOST:PORT ORIGIN-PORT} asks the cache
 * that stands there before that port of this machine, and prints what it does.
 */
public final class CacheCases implements AutoCloseable {
    private static final List<String> GROUPS = List.of(
            "freshness",
            "age",
            "storing",
            "stale",
            "vary",
            "validation",
            "updating",
            "invalidation",
            "partial",
            "requests",
            "keys",
            "targeted");
    private static final int TOGETHER = 24;

    private final CaseOrigin origin;

    /**
     * What came of a case.
     *
     * @param wrong null if it went as it should
     * @param judged false if the case asks what becomes of something that this cache does not do, and need not do
     */
    public record Outcome(CacheCase what, @Nullable String wrong, boolean judged) {}

    /** An origin on this port, or on a free one if it is 0. */
    public CacheCases(int port) throws IOException {
        origin = new CaseOrigin(port);
    }

    /** The port of the origin. */
    public int port() {
        return origin.port();
    }

    /** All cases by their group, in their order. */
    public static Map<String, List<CacheCase>> all() {
        Map<String, List<CacheCase>> groups = new LinkedHashMap<>();
        for (String group : GROUPS) {
            String file = group + ".txt";
            try (InputStream in =
                    Objects.requireNonNull(CacheCases.class.getResourceAsStream("/caching/" + file), file)) {
                groups.put(group, CaseReader.read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return groups;
    }

    /** Runs cases through the cache at this address, many at once since most of the time they wait. */
    public List<Outcome> run(InetSocketAddress cache, List<CacheCase> cases) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(TOGETHER)) {
            List<Future<Outcome>> running = new ArrayList<>();
            for (CacheCase one : cases) {
                running.add(threads.submit(() -> outcome(one, cache)));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> outcome : running) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        }
    }

    private Outcome outcome(CacheCase one, InetSocketAddress cache) {
        String token = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        CaseRun run = new CaseRun(one, token, cache);
        origin.register(run);
        try {
            run.run();
            return new Outcome(one, null, true);
        } catch (Exception | AssertionError e) {
            return new Outcome(one, String.valueOf(e.getMessage()), !(e instanceof Judge.NotApplicable));
        }
    }

    /** One line for each group: how many of each level went well, of how many that could be judged. */
    public static String table(List<Outcome> outcomes) {
        StringBuilder text = new StringBuilder();
        all().forEach((group, cases) -> text.append(row(
                group,
                outcomes.stream().filter(one -> cases.contains(one.what())).toList())));
        return text.append(row("all", outcomes)).toString();
    }

    private static String row(String name, List<Outcome> outcomes) {
        StringBuilder line = new StringBuilder("%-14s".formatted(name));
        for (Level level : Level.values()) {
            List<Outcome> some = outcomes.stream()
                    .filter(one -> one.what().level() == level && one.judged())
                    .toList();
            long well = some.stream().filter(one -> one.wrong() == null).count();
            line.append("%10s %3d/%-3d".formatted(level.name().toLowerCase(Locale.ROOT), well, some.size()));
        }
        return line.append('\n').toString();
    }

    @Override
    public void close() throws IOException {
        origin.close();
    }

    /** Runs all of them, or those of the ids behind, against a cache; prints what went wrong, and the table. */
    @SuppressWarnings("SystemOut") // a program for people
    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 2) {
            System.err.println("usage: CacheCases HOST:PORT ORIGIN-PORT [ID...]");
            System.exit(2);
        }
        String[] address = arguments[0].split(":");
        List<String> ids = List.of(arguments).subList(2, arguments.length);
        List<CacheCase> cases = all().values().stream()
                .flatMap(List::stream)
                .filter(one -> ids.isEmpty() || ids.contains(one.id()))
                .toList();
        try (CacheCases running = new CacheCases(Integer.parseInt(arguments[1]))) {
            List<Outcome> outcomes =
                    running.run(new InetSocketAddress(address[0], Integer.parseInt(address[1])), cases);
            System.out.print(outcomes.stream()
                    .filter(one -> one.wrong() != null && (one.judged() || !ids.isEmpty()))
                    .map(one -> one.what() + "\n  " + brief(one.wrong(), !ids.isEmpty()) + "\n")
                    .collect(Collectors.joining()));
            System.out.print(outcomes.stream()
                    .filter(one -> !one.judged() && ids.isEmpty())
                    .map(one -> "not judged: " + one.what().id() + ": " + brief(one.wrong(), false) + "\n")
                    .collect(Collectors.joining()));
            System.out.print(table(outcomes));
        }
    }

    private static @Nullable String brief(@Nullable String wrong, boolean whole) {
        return whole || wrong == null ? wrong : wrong.lines().findFirst().orElse("");
    }
}
