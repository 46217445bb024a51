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
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LifetimeTest {

    @Test
    void sighup_is_passed_on_sigterm_closes_the_server_a_second_one_forces_it_and_the_process_ends_with_0()
            throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "env",
                        "--default-signal=HUP,TERM", // whoever runs the tests may ignore them, as nohup does
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
            assertThat(out.readLine()).isEqualTo("hung up");
            // Not Process.destroy: that closes the stream that we read.
            process.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("closing");
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
            CountDownLatch forced = new CountDownLatch(1);
            return new Server() {
                @Override
                public List<String> greeting() {
                    return List.of("ready");
                }

                @Override
                public void hangUp() {
                    System.out.println("hung up");
                }

                @Override
                public void force() {
                    forced.countDown();
                }

                @Override
                public void close() {
                    System.out.println("closing");
                    try {
                        forced.await();
                    } catch (InterruptedException e) {
                        return;
                    }
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
