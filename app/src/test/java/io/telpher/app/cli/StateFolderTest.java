package io.telpher.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateFolderTest {
    private static final Map<String, String> SYSTEMD = Map.of("STATE_DIRECTORY", "/var/lib/a:/var/lib/b");

    @Test
    void the_user_comes_before_systemd_before_the_clone_before_the_system() {
        assertThat(StateFolder.of(Path.of("/s"), SYSTEMD::get, "/c")).hasToString("/s");
        assertThat(StateFolder.of(null, SYSTEMD::get, "/c")).hasToString("/var/lib/a");
        assertThat(StateFolder.of(null, name -> null, "/c")).hasToString("/c/.telpher");
        assertThat(StateFolder.of(null, name -> null, null)).hasToString("/var/lib/telpher");
    }
}
