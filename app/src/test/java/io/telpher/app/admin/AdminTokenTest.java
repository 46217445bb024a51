package io.telpher.app.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {
    @TempDir
    Path state;

    @Test
    void it_is_made_once_and_kept() throws Exception {
        String first = AdminToken.in(state).text();

        assertThat(first).matches("[0-9a-f]{64}");
        assertThat(AdminToken.in(state).text()).isEqualTo(first);
    }

    @Test
    void only_its_owner_can_read_the_file() throws Exception {
        AdminToken.in(state);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("admin-token"))))
                .isEqualTo("rw-------");
    }

    @Test
    void who_shows_it_makes_none() throws Exception {
        assertThatThrownBy(() -> AdminToken.of(state)).isInstanceOf(NoSuchFileException.class);
        assertThat(state).isEmptyDirectory();

        String made = AdminToken.in(state).text();
        assertThat(AdminToken.of(state).text()).isEqualTo(made);
    }

    @Test
    void a_file_that_holds_too_little_is_refused() throws Exception {
        Files.writeString(state.resolve("admin-token"), "\n");

        assertThatThrownBy(() -> AdminToken.in(state))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("remove it");
    }

    @Test
    void only_the_very_token_matches() {
        AdminToken token = new AdminToken("0123456789abcdef");

        assertThat(token.matches("0123456789abcdef")).isTrue();
        assertThat(token.matches("0123456789abcdeF")).isFalse();
        assertThat(token.matches("")).isFalse();
        assertThat(token.isSession(token.session())).isTrue();
        assertThat(token.isSession("0123456789abcdef")).isFalse();
    }
}
