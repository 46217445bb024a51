package io.telpher.engines.kafka;

import io.telpher.core.Cell;
import io.telpher.core.Failure;
import io.telpher.core.SharedLog;
import io.telpher.core.SharedStore;
import io.telpher.core.Subscription;
import io.telpher.core.Waiter;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * A log in a topic of Kafka with one partition. Kafka's clients block, so they have a thread of their own, for which callers park, each
 * for so long as a call may take. What takes longer goes on without them: clients that gave it up would begin anew with all that
 * they learn first (who has the topic, over new connections), and never be done where that is slow. Nobody is told of what is added:
 * whoever follows looks by himself, which costs two small requests at the same time.
 */
public final class KafkaLog implements SharedLog {
    private static final int CAUSES_MAX = 10;

    /** How long the first call may take: its classes are loaded, and its connections made. */
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final KafkaConfig config;
    private final Properties settings;
    private final Waiter waiter;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("kafka-log").factory());
    private @Nullable Clients clients; // the worker's

    /** A log that connects when it is used. @throws IOException if the file of settings cannot be read */
    public KafkaLog(KafkaConfig config, Waiter waiter) throws IOException {
        this.config = config;
        this.waiter = waiter;
        this.settings = read(config.settings());
    }

    private static Properties read(@Nullable Path file) throws IOException {
        Properties read = new Properties();
        if (file != null) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                read.load(reader);
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
        }
        return read;
    }

    @Override
    public String append(byte[] entry) throws Failure, InterruptedException {
        return ask(() -> Optional.of(clients().append(entry))).orElseThrow();
    }

    @Override
    public @Nullable String last() throws Failure, InterruptedException {
        return ask(() -> Optional.ofNullable(clients().last())).orElse(null);
    }

    @Override
    public @Nullable List<SharedStore.Logged> after(String place, int max) throws Failure, InterruptedException {
        Place from = Place.of(place);
        return from == null
                ? null
                : ask(() -> Optional.ofNullable(clients().after(from, max))).orElse(null);
    }

    @Override
    public Subscription follow(Runnable follower) {
        return () -> {};
    }

    private Clients clients() throws Failure {
        Clients known = clients;
        if (known == null) {
            Greeting.check(config, settings);
            known = new Clients(config, settings);
            clients = known;
        }
        return known;
    }

    private <T> T ask(Callable<T> question) throws Failure, InterruptedException {
        Cell<T> cell = new Cell<>();
        try {
            worker.execute(() -> answer(question, cell));
        } catch (RejectedExecutionException e) {
            throw Failure.upstream(Failure.Kind.CANCELLED, false, called() + ": closed");
        }
        long limitNanos = config.timeout().toNanos();
        waiter.await(cell, asked.getAndSet(true) ? limitNanos : Math.max(limitNanos, FIRST_NANOS));
        cell.fail(late()); // unless there is an answer
        return cell.value();
    }

    private <T> void answer(Callable<T> question, Cell<T> cell) {
        if (cell.isDone()) {
            return; // nobody waits for it any more
        }
        try {
            cell.complete(question.call());
        } catch (Exception e) {
            cell.fail(failure(e));
        }
    }

    private String called() {
        return "Kafka " + String.join(",", config.servers());
    }

    private Failure failure(Exception thrown) {
        return switch (thrown) {
            case Failure failure -> failure;
            case TimeoutException late -> late();
            case org.apache.kafka.common.errors.TimeoutException late -> late();
            case AuthenticationException refused -> refused(refused);
            case AuthorizationException refused -> refused(refused);
            case KafkaException other ->
                Failure.upstream(Failure.Kind.RESET, false, called() + ": " + innermost(other));
            default -> Failure.upstream(Failure.Kind.RESET, false, called() + ": " + innermost(thrown));
        };
    }

    private Failure late() {
        return Failure.upstream(Failure.Kind.READ_TIMEOUT, false, called() + ": no answer in time");
    }

    private Failure refused(KafkaException thrown) {
        return Failure.upstream(Failure.Kind.PROTOCOL, false, called() + ": " + thrown.getMessage());
    }

    /** What went wrong, as the one says who knows: those around it say that something did. */
    private static String innermost(Throwable thrown) {
        Throwable inner = thrown;
        for (int i = 0; i < CAUSES_MAX && inner.getCause() != null; i++) {
            inner = inner.getCause();
        }
        return inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
    }

    /** Lets go of its connections, soon. */
    @Override
    public void close() {
        if (worker.isShutdown()) {
            return;
        }
        worker.execute(() -> {
            Clients known = clients;
            if (known != null) {
                known.close();
            }
        });
        worker.shutdown();
    }
}
