package io.telpher.testkit.server;

import io.telpher.testkit.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The user of this machine as whom a server runs that refuses to run as root, and a folder of its own. */
final class ServerUser {
    private final String name;
    private final Path folder;
    private final boolean root;

    private ServerUser(String name, Path folder, boolean root) {
        this.name = name;
        this.folder = folder;
        this.root = root;
    }

    /** The user that Debian's package has made, if we are root; else ourselves. */
    static ServerUser of(String name) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("telpher-" + name + "-"); // not in JUnit's, which is root's alone
        boolean root = Tool.run("id", "-u").succeeded().out().strip().equals("0");
        if (root) {
            Tool.run("chown", name + ":", folder.toString()).succeeded();
        }
        return new ServerUser(name, folder, root);
    }

    Path folder() {
        return folder;
    }

    /** A command as this user. */
    List<String> command(List<String> words) {
        List<String> all = new ArrayList<>();
        if (root) {
            all.addAll(List.of("setpriv", "--reuid=" + name, "--regid=" + name, "--clear-groups", "--"));
        }
        all.addAll(words);
        return all;
    }

    /** Removes the folder. */
    void forget() {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            folder.toFile().deleteOnExit(); // a server that ends takes files away as we look
        }
    }
}
