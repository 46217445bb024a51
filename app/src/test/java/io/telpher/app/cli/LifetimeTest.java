package io.telpher.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.Composition;
import io.telpher.app.Configuration;
import io.telpher.app.Options;
import io.telpher.app.Server;
import io.telpher.app.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifetimeTest {

    @Test
    void sighup_opens_log_files_anew_and_sigterm_closes_the_server_and_ends_the_process_with_0()
            throws IOException, InterruptedException {
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
            assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(out.readLine()).isEqualTo("reopened");
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
                public void reopenLogs() {
                    System.out.println("reopened");
                }

                @Override
                public void close() {
                    System.out.println("closed");
                }
            };
        }

        @Override
        public Server start(Configuration configuration, Source source, Options options) {
            return up(options);
        }

        @Override
        public void train() {}
    }
}
