package io.telpher.app.cli;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where state goes when nobody says: the service manager's folder, the clone's, or the system's. */
final class StateFolder {
    private StateFolder() {}

    /**
     * The folder.
     *
     * @param asked what the user said, or null
     * @param environment the process's variables; systemd sets STATE_DIRECTORY
     * @param home the clone, or null if there is none; the launcher knows
     */
    static Path of(@Nullable Path asked, Function<String, @Nullable String> environment, @Nullable String home) {
        String managed = environment.apply("STATE_DIRECTORY");
        if (asked != null) {
            return asked;
        }
        if (managed != null && !managed.isEmpty()) {
            return Path.of(managed.split(":")[0]);
        }
        return home != null ? Path.of(home, ".telpher") : Path.of("/var/lib/telpher");
    }
}
