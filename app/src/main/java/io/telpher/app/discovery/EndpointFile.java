package io.telpher.app.discovery;

import io.telpher.app.reload.FileWatch;
import io.telpher.app.yaml.Yaml;
import io.telpher.balance.Endpoints;
import io.telpher.core.Cell;
import io.telpher.core.Endpoint;
import io.telpher.core.Timers;
import io.telpher.core.Waiter;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problem;
import io.telpher.core.config.Problems;
import io.telpher.core.discovery.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Endpoints in a file of YAML or JSON: the list that stands behind {@code endpoints:}, or an empty one. */
final class EndpointFile implements Source {
    private static final long CONFIRM_NANOS = 60_000_000_000L;

    private final Path file;
    private final Timers timers;

    EndpointFile(Path file, Timers timers) {
        this.file = file;
        this.timers = timers;
    }

    @Override
    public String text() {
        return file.toString();
    }

    @Override
    public void watch(Consumer<List<Endpoint>> told, Waiter waiter) throws IOException, InterruptedException {
        AtomicReference<Cell<Boolean>> changed = new AtomicReference<>(new Cell<>());
        try (FileWatch watch =
                new FileWatch(() -> List.of(file), () -> changed.get().complete(true), timers)) {
            watch.start();
            while (true) {
                Cell<Boolean> next = new Cell<>();
                changed.set(next);
                told.accept(read());
                waiter.await(next, CONFIRM_NANOS);
            }
        }
    }

    private List<Endpoint> read() throws IOException {
        Problems problems = new Problems();
        Node tree = Yaml.read(file.toString(), content(), problems);
        if (tree instanceof Node.Items list && list.items().isEmpty()) {
            return List.of();
        }
        List<Endpoint> endpoints = tree == null ? null : Endpoints.SHAPE.read(tree, problems);
        if (endpoints == null || problems.hasErrors()) {
            throw new IOException(problems.all().stream().map(Problem::toString).collect(Collectors.joining("; ")));
        }
        return endpoints;
    }

    /** The words of the system for a file that is not there are its name. */
    private String content() throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no such file", e);
        }
    }
}
