package io.telpher.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.Composition;
import io.telpher.app.Configuration;
import io.telpher.app.Options;
import io.telpher.app.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifetimeTest {

    @Test
    void sigterm_closes_the_server_and_ends_the_process_with_0() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        "up")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            assertThat(out.readLine()).isEqualTo("waiting");
            // Not Process.destroy: that closes the stream that we read.
            process.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("closed");
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** A program whose server does nothing. */
    static final class Program implements Composition {

        public static void main(String[] words) {
            Lifetime signal = Lifetime.untilSignal(() -> System.out.println("waiting"));
            System.exit(new CommandLines(new Terminal(System.out, System.err, false), new Program(), signal)
                    .execute(words));
        }

        @Override
        public Server up(Options options) {
            return new Server() {
                @Override
                public List<String> greeting() {
                    return List.of("ready");
                }

                @Override
                public void close() {
                    System.out.println("closed");
                }
            };
        }

        @Override
        public Server start(Configuration configuration, Options options) {
            return up(options);
        }

        @Override
        public int probe(List<String> arguments, PrintStream out) {
            return 0;
        }

        @Override
        public void train() {}
    }
}
