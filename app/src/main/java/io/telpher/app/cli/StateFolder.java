package io.telpher.app.cli;

import io.telpher.app.CannotStart;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The folder for what outlives the process: where it is when nobody says (the service manager's, the clone's, or the system's), and that it can be used. */
public final class StateFolder {
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

    /** Makes it, where it is not there. @throws CannotStart if it cannot be made, or nothing can be written there */
    public static void make(Path folder) throws CannotStart {
        try {
            Files.createDirectories(folder);
        } catch (AccessDeniedException e) {
            throw refused(folder, "cannot be made: " + user() + " has no right to write in " + parent(e.getFile()));
        } catch (FileAlreadyExistsException e) {
            throw refused(folder, "cannot be made: " + e.getFile() + " is a file");
        } catch (IOException e) {
            throw refused(folder, "cannot be made: " + e.getMessage());
        }
        if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
            throw refused(folder, "cannot be used: " + user() + " has no right to write there");
        }
    }

    private static CannotStart refused(Path folder, String why) {
        return new CannotStart(
                "the state folder " + folder + " " + why + "; name another by --state DIR, or make this one writable",
                null);
    }

    private static String user() {
        return "user " + System.getProperty("user.name");
    }

    private static String parent(String file) {
        Path above = Path.of(file).toAbsolutePath().getParent();
        return above == null ? file : above.toString();
    }
}
