package io.telpher.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.app.CannotStart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    private static final Map<String, String> SYSTEMD = Map.of("STATE_DIRECTORY", "/var/lib/a:/var/lib/b");

    @Test
    void the_user_comes_before_systemd_before_the_clone_before_the_system() {
        assertThat(StateFolder.of(Path.of("/s"), SYSTEMD::get, "/c")).hasToString("/s");
        assertThat(StateFolder.of(null, SYSTEMD::get, "/c")).hasToString("/var/lib/a");
        assertThat(StateFolder.of(null, name -> null, "/c")).hasToString("/c/.telpher");
        assertThat(StateFolder.of(null, name -> null, null)).hasToString("/var/lib/telpher");
    }

    @Test
    void a_folder_that_cannot_be_made_is_told_with_what_is_in_its_way(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> StateFolder.make(file))
                .isInstanceOf(CannotStart.class)
                .hasMessage("the state folder " + file + " cannot be made: " + file
                        + " is a file; name another by --state DIR, or make this one writable");
        StateFolder.make(folder.resolve("a/b"));
        assertThat(folder.resolve("a/b")).isDirectory();
    }

    @Test
    void so_is_one_without_rights() {
        // where nobody may write, root included
        assertThatThrownBy(() -> StateFolder.make(Path.of("/proc/1/telpher")))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("the state folder /proc/1/telpher cannot be made: ")
                .hasMessageEndingWith("; name another by --state DIR, or make this one writable");
    }
}
