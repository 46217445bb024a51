package io.telpher.app.snapshot;

import io.telpher.app.web.Answers;
import io.telpher.core.Waiter;
import io.telpher.http.Body;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.Fields;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Placement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /snapshot/threads} and {@code POST /snapshot/jfr?seconds=10}: one at a time, each answered with the file that it
 * makes, of which nothing stays behind. Who may ask is for the admin port to say.
 */
public final class SnapshotHandler implements HttpHandler {
    /** Where it answers. */
    public static final String PATH = "/snapshot/";

    private static final int SECONDS = 10;
    private static final int SECONDS_MAX = 60;
    private static final Pattern QUERY = Pattern.compile("seconds=(\\d{1,4})");

    private final Path folder;
    private final Waiter waiter;
    private final AtomicBoolean busy = new AtomicBoolean();

    /** A file is below {@code folder} while it is written. */
    public SnapshotHandler(Path folder, Waiter waiter) {
        this.folder = folder;
        this.waiter = waiter;
    }

    /** Writing files blocks. */
    @Override
    public Placement placement() {
        return Placement.WORKER;
    }

    @Override
    public HttpResponse call(HttpRequest request) throws Exception {
        int seconds = seconds(request.query());
        if (seconds < 1 || seconds > SECONDS_MAX) {
            return Answers.problem(
                    400, "Bad Request", "Expected ?seconds= with a number from 1 to " + SECONDS_MAX + ", or nothing.");
        }
        if (busy.getAndSet(true)) {
            return Answers.problem(409, "Conflict", "Another snapshot is being taken: one at a time.");
        }
        try {
            return switch (request.path()) {
                case PATH + "threads" -> answer("text/plain; charset=utf-8", "telpher-threads.txt", ThreadDump::write);
                case PATH + "jfr" ->
                    answer(
                            "application/octet-stream",
                            "telpher.jfr",
                            file -> FlightRecording.write(file, seconds, waiter));
                default -> Answers.problem(404, "Not Found", "There are /snapshot/threads and /snapshot/jfr.");
            };
        } finally {
            busy.set(false);
        }
    }

    private static int seconds(@Nullable String query) {
        if (query == null) {
            return SECONDS;
        }
        Matcher matcher = QUERY.matcher(query);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    /** Takes a snapshot into a file. */
    private interface Taker {
        void take(Path file) throws IOException, InterruptedException;
    }

    private HttpResponse answer(String type, String name, Taker taker) throws IOException, InterruptedException {
        Path own = Files.createTempDirectory(folder, "snapshot-");
        Path file = own.resolve(name);
        try {
            taker.take(file);
            Fields fields = Fields.of(
                    Field.of(FieldName.CONTENT_TYPE, type),
                    Field.of(FieldName.CACHE_CONTROL, "no-store"),
                    Field.of(FieldName.of("content-disposition"), "attachment; filename=\"" + name + '"'));
            return HttpResponse.of(200, fields, body(file));
        } finally {
            Files.deleteIfExists(file);
            Files.delete(own);
        }
    }

    /** The file's name goes before its content: whether or not the client takes it, nothing stays behind. */
    @SuppressWarnings("StreamResourceLeak") // closed by whoever writes the body, or by its cleaner
    private static Body body(Path file) throws IOException {
        long length = Files.size(file);
        InputStream open = new java.io.FileInputStream(file.toFile());
        return Body.writing(length, out -> {
            try (open) {
                open.transferTo(out);
            }
        });
    }
}
