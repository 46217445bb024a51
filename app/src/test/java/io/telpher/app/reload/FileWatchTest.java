package io.telpher.app.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.net.Loops;
import io.telpher.net.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
    @TempDir
    private Path folder;

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private Loops loops;
    private FileWatch watch;

    @BeforeEach
    void start() {
        loops = new Loops(Transport.best(), 1);
    }

    @AfterEach
    void stop() {
        watch.close();
        loops.close();
    }

    /** Whoever takes from {@code seen} waits for a change to be told, however long that takes. */
    private void watch(Path file) {
        watch = new FileWatch(
                () -> List.of(file), () -> seen.add(text(file)), loops.all().getFirst());
        watch.start();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "missing";
        }
    }

    private void awaitSeen(String text) throws InterruptedException {
        String told = seen.take();
        while (!told.equals(text)) { // what was written in two steps may be told twice
            told = seen.take();
        }
    }

    @Test
    void aFileThatIsWrittenIsSeen() throws Exception {
        Path file = Files.writeString(folder.resolve("a.yaml"), "one");
        watch(file);
        // Each of another length: an older kernel's times of writing are some milliseconds apart.
        Files.writeString(file, "second");
        awaitSeen("second");
        Files.writeString(file, "third");
        awaitSeen("third");
    }

    @Test
    void aFileThatIsRenamedOverAnotherIsSeenAndItsNeighboursAreNot() throws Exception {
        Path file = Files.writeString(folder.resolve("a.yaml"), "one");
        watch(file);
        Files.writeString(folder.resolve("other"), "x");
        Path next = Files.writeString(folder.resolve("a.yaml.new"), "two");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        assertThat(seen.take()).isEqualTo("two");
    }

    @Test
    void aFileThatIsMissingIsSeenWhenItComes() throws Exception {
        Path file = folder.resolve("a.yaml");
        watch(file);
        Files.writeString(file, "one");
        awaitSeen("one");
    }

    @Test
    void whatComesIntoAFolderIsSeen() throws Exception {
        Path inside = Files.createDirectory(folder.resolve("certificates"));
        watch = new FileWatch(
                () -> List.of(inside),
                () -> seen.add(text(inside.resolve("new"))),
                loops.all().getFirst());
        watch.start();
        Files.writeString(inside.resolve("new"), "one");
        awaitSeen("one");
    }

    @Test
    void aLinkThatIsSwappedAsKubernetesDoesIsSeen() throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("..v1")).resolve("a.yaml"), "one");
        Files.writeString(Files.createDirectory(folder.resolve("..v2")).resolve("a.yaml"), "two");
        Files.writeString(Files.createDirectory(folder.resolve("..v3")).resolve("a.yaml"), "three");
        Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..v1"));
        Path file = Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data/a.yaml"));
        watch(file);
        for (String version : List.of("..v2", "..v3")) {
            Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(version));
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
            awaitSeen(version.equals("..v2") ? "two" : "three");
        }
    }
}
