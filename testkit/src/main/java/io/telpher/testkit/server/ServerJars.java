package io.telpher.testkit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The class path of a server in Java that tests start in a process of its own, since its libraries are not ours: a folder
 * in {@code testkit/servers} names it, and its build writes the class path down.
 */
final class ServerJars {
    private ServerJars() {}

    /** The class path of this server, for a test that runs in a module's folder. */
    static String of(String name) throws IOException {
        Path near = Path.of("../testkit/servers", name, "target/classpath");
        Path file = Files.exists(near) ? near : Path.of("..").resolve(near); // a module in a folder of modules
        if (!Files.exists(file)) {
            throw new AssertionError(
                    file + " is missing: ./check makes it, or mvn -f testkit/servers/" + name + " generate-resources");
        }
        return Files.readString(file).strip();
    }
}
