package io.telpher.app.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.access.Ends;
import io.telpher.core.Waiter;
import io.telpher.http.FieldName;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.testkit.time.ManualTimers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotHandlerTest {
    private static final int BYTES_MAX = 64 << 20;

    @TempDir
    private Path folder;

    private final ManualTimers timers = new ManualTimers();

    private HttpResponse post(SnapshotHandler handler, String path, @Nullable String query) throws Exception {
        return handler.call(Ends.get(Ends.exchange(), path, query).withMethod(Method.POST));
    }

    private SnapshotHandler handler() {
        return new SnapshotHandler(folder, new Waiter(timers));
    }

    private void nothingStaysBehind() throws Exception {
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void threadsAreDumpedAsText() throws Exception {
        HttpResponse response = post(handler(), "/snapshot/threads", null);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.fields().value(FieldName.of("content-disposition"))).contains("telpher-threads.txt");
        nothingStaysBehind();
        assertThat(new String(response.body().readAll(BYTES_MAX), StandardCharsets.UTF_8))
                .contains("\"main\"", "threadsAreDumpedAsText");
    }

    @Test
    void whatACarriedThreadDoesIsInTheDump() throws Exception {
        CompletableFuture<String> dump = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                dump.complete(new String(
                        post(handler(), "/snapshot/threads", null).body().readAll(BYTES_MAX), StandardCharsets.UTF_8));
            } catch (Exception e) {
                dump.completeExceptionally(e);
            }
        });

        assertThat(dump.get()).contains("virtual thread").contains("at io.telpher.app.snapshot.ThreadDump.carried");
    }

    @Test
    void aRecordingLastsAsLongAsAskedAndNothingElseRunsMeanwhile() throws Exception {
        SnapshotHandler handler = handler();
        CompletableFuture<HttpResponse> recording = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                recording.complete(post(handler, "/snapshot/jfr", "seconds=30"));
            } catch (Exception e) {
                recording.completeExceptionally(e);
            }
        });
        timers.awaitPending(1);

        assertThat(post(handler, "/snapshot/threads", null).status()).isEqualTo(409);
        timers.advance(Duration.ofSeconds(29));
        assertThat(recording).isNotDone();
        timers.advance(Duration.ofSeconds(1));

        byte[] bytes = recording.get().body().readAll(BYTES_MAX);
        assertThat(new String(bytes, 0, 4, StandardCharsets.ISO_8859_1)).isEqualTo("FLR\0");
        nothingStaysBehind();
        assertThat(post(handler, "/snapshot/threads", null).status()).isEqualTo(200);
    }

    @Test
    void whatIsAskedWronglyIsToldAndDoesNotBlock() throws Exception {
        SnapshotHandler handler = handler();
        for (String query : new String[] {"seconds=0", "seconds=61", "seconds=x", "seconds=99999", "second=1"}) {
            assertThat(post(handler, "/snapshot/jfr", query).status()).isEqualTo(400);
        }
        assertThat(post(handler, "/snapshot/heap", null).status()).isEqualTo(404);
        assertThat(post(handler, "/snapshot/threads", null).status()).isEqualTo(200);
    }
}
