package io.telpher.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {
    @TempDir
    private Path folder;

    @Test
    void what_the_jvm_wrote_is_the_reason_and_its_file_goes() throws IOException {
        Path file = Files.writeString(
                folder.resolve("aot.log"), "Unable to use AOT cache.\nThe jar has changed.\nLoading failed.\n");
        assertThat(AotCache.refusal(null, file)).contains("Unable to use AOT cache. The jar has changed.");
        assertThat(file).doesNotExist();
    }

    @Test
    void silence_means_that_the_cache_is_in_use() throws IOException {
        assertThat(AotCache.refusal(null, Files.writeString(folder.resolve("aot.log"), "")))
                .isEmpty();
        assertThat(AotCache.refusal(null, null)).isEmpty();
    }

    @Test
    void a_missing_cache_is_told() {
        assertThat(AotCache.refusal("missing", null)).isPresent();
        assertThat(AotCache.refusal("stale", null)).isPresent();
    }
}
