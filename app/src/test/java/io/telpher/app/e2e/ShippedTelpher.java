package io.telpher.app.e2e;

import io.telpher.testkit.FreePorts;
import io.telpher.testkit.server.RealProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The program as it is shipped, with its flags, in a process of its own. */
final class ShippedTelpher implements AutoCloseable {
    private final RealProcess process;
    private final InetSocketAddress address;
    private final InetSocketAddress admin;

    private ShippedTelpher(RealProcess process, InetSocketAddress address, InetSocketAddress admin) {
        this.process = process;
        this.address = address;
        this.admin = admin;
    }

    /** Starts it of a configuration in which {@code ${port}} stands for the port of its listener. */
    static ShippedTelpher start(Path folder, String yaml) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next());
        InetSocketAddress admin = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next());
        Path file = Files.writeString(
                folder.resolve("edge.yaml"), yaml.replace("${port}", Integer.toString(address.getPort())));
        RealProcess process = RealProcess.start(
                folder,
                List.of(
                        "/bin/sh",
                        "-c",
                        ". \"$0\"; exec \"$1\" $TELPHER_DEFAULT_JAVA_OPTS --add-opens=java.base/java.lang=ALL-UNNAMED"
                                + " --enable-native-access=ALL-UNNAMED -cp \"$2\" io.telpher.app.Main run \"$3\""
                                + " --state \"$4\" --admin \"$5\"",
                        root().resolve("scripts/jvm-flags.sh").toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        System.getProperty("java.class.path"),
                        file.toString(),
                        folder.resolve("state").toString(),
                        "127.0.0.1:" + admin.getPort()));
        process.awaitOutput("Telpher is up");
        return new ShippedTelpher(process, address, admin);
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("scripts/jvm-flags.sh"))) {
            here = here.getParent();
        }
        return here;
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return address;
    }

    /** Where its admin listens. */
    InetSocketAddress admin() {
        return admin;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What it has said so far. */
    String output() {
        return process.output();
    }

    /** How many MiB of memory it holds. */
    int residentMib() throws IOException {
        String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
        String kib = status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow()
                .replaceAll("\\D", "");
        return Integer.parseInt(kib) / 1024;
    }

    @Override
    public void close() throws Exception {
        process.close();
    }
}
