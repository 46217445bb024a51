package io.telpher.app.graph;

import io.telpher.app.CannotStart;
import io.telpher.app.Composition;
import io.telpher.app.Configuration;
import io.telpher.app.ConfigurationReader;
import io.telpher.app.Options;
import io.telpher.app.Server;
import io.telpher.app.Source;
import io.telpher.core.Ip;
import io.telpher.core.Waiter;
import io.telpher.net.Loops;
import io.telpher.net.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The rooms put together, for the command line. */
public final class Rooms implements Composition {
    private static final int HTTPS_PORT = 8443;
    private static final int HTTP_PORT = 8080;

    @Override
    public Server up(Options options) throws CannotStart {
        return up(options, HTTPS_PORT, HTTP_PORT);
    }

    /** The same on other ports; 0 takes a free one. */
    public static Running up(Options options, int https, int http) throws CannotStart {
        Loops loops = loops();
        DemoServers demo = new DemoServers(loops, new Waiter(loops.all().getFirst()));
        String text = configuration(https, http, demo.endpoints());
        Engine engine = engine(ConfigurationReader.read("up.yaml", text), text, options, loops);
        try {
            engine.start();
        } catch (CannotStart e) {
            demo.close();
            throw e;
        }
        int securePort = engine.addresses().get(0).getPort();
        int plainPort = engine.addresses().get(1).getPort();
        List<String> greeting = new ArrayList<>(List.of(
                "Telpher is up.",
                "",
                "  https://localhost:" + securePort + "/   the demo: see balancing and health at work",
                "  http://localhost:" + plainPort + "/    answers 308 to https"));
        greeting.addAll(adminLines(engine, options));
        greeting.addAll(
                List.of(
                        "",
                        "Try:",
                        "  curl --cacert " + shown(options.state().resolve("authority/ca.crt")) + " https://localhost:"
                                + securePort + "/demo/echo",
                        "  ./telpher probe --ca " + shown(options.state().resolve("authority/ca.crt"))
                                + " https://localhost:" + securePort + "/",
                        "  ./telpher run FILE   serves a configuration of your own; ./telpher check FILE judges it",
                        "",
                        "The browser warns of the certificate until it trusts the local authority (docs/tls.md). Ctrl-C stops."));
        return new Running(engine, demo, greeting);
    }

    private static String configuration(int https, int http, String endpoints) {
        return """
            listeners:
              - https: %d
                certificate: automatic
              - http: %d
            upstreams:
              demo:
                endpoints: [%s]
                balance: round-robin
                health: {http: /health, interval: 1s, timeout: 1s}
            routes:
              - match: {path: /**}
                to: demo
            """.formatted(https, http, endpoints);
    }

    private static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        String text = absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
        return text.matches("[\\w./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** By what a browser on this machine reaches a listener. */
    private static String authority(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress() ? "localhost:" + address.getPort() : Ip.text(address);
    }

    private static List<String> adminLines(Engine engine, Options options) {
        return List.of("  http://" + authority(engine.addresses().getLast())
                + "/    admin: /health /ready /metrics; the page asks for the token in "
                + shown(options.state().resolve("admin-token")));
    }

    @Override
    public Server start(Configuration configuration, Source source, Options options) throws CannotStart {
        String text = String.join("\n", source.lines()) + "\n";
        Engine engine = new Engine(configuration, text, Path.of(source.file()), options, loops());
        engine.start();
        List<String> greeting = new ArrayList<>(List.of("Telpher is up."));
        for (int i = 0; i < configuration.listeners().size(); i++) {
            String scheme = configuration.listeners().get(i).scheme();
            greeting.add("  " + scheme + "://" + authority(engine.addresses().get(i)) + "/");
        }
        greeting.addAll(adminLines(engine, options));
        return new Running(engine, null, greeting);
    }

    private static Engine engine(ConfigurationReader.Reading reading, String text, Options options, Loops loops) {
        Configuration configuration = reading.configuration();
        if (configuration == null) {
            throw new IllegalStateException("our own configuration is wrong: " + reading.problems());
        }
        return new Engine(configuration, text, options, loops);
    }

    private static Loops loops() {
        return new Loops(Transport.best(), Runtime.getRuntime().availableProcessors());
    }

    @Override
    public void train() throws Exception {
        Path state = Files.createTempDirectory("telpher-train");
        InetSocketAddress admin = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Running running = up(new Options(state, admin), 0, 0)) {
            List<InetSocketAddress> addresses = running.engine.addresses();
            String text = Training.configuration(addresses.getFirst().getPort(), state.resolve("authority/ca.crt"));
            Options options = new Options(state.resolve("front"), admin);
            Engine front = engine(ConfigurationReader.read("train.yaml", text), text, options, loops());
            front.start();
            try (front) {
                new Training(addresses, front.addresses().getFirst()).run();
            }
        } finally {
            Training.deleteAll(state);
        }
    }

    /** A running engine, with the demo if there is one. */
    public record Running(Engine engine, @Nullable DemoServers demo, List<String> greeting, AtomicBoolean closed)
            implements Server {
        Running(Engine engine, @Nullable DemoServers demo, List<String> greeting) {
            this(engine, demo, List.copyOf(greeting), new AtomicBoolean());
        }

        @Override
        public void hangUp() {
            engine.hangUp();
        }

        @Override
        public void force() {
            engine.force();
        }

        @Override
        public void close() {
            if (closed.getAndSet(true)) {
                return;
            }
            if (demo != null) {
                demo.close();
            }
            engine.close();
        }
    }
}
