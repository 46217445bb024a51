package io.telpher.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.testkit.server.RealNginx;
import io.telpher.testkit.server.RealProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealProgramsTest {
    @TempDir
    Path directory;

    @Test
    void nginxAnswersCurlAndIsGoneAfterwards() throws Exception {
        RealNginx nginx = RealNginx.serving(directory, "location / { return 200 \"hello\\n\"; }");
        try (nginx) {
            Tool.Result result =
                    Tool.run("curl", "-sS", "http://" + nginx.address() + "/").succeeded();

            assertThat(result.out()).isEqualTo("hello\n");
        }
        assertThat(nginx.process().isAlive()).isFalse();
        assertThat(Tool.run("curl", "-sS", "http://" + nginx.address() + "/").exit())
                .isEqualTo(7);
    }

    @Test
    void nginxServesSeveralPortsAndFiles() throws Exception {
        Files.writeString(directory.resolve("page.txt"), "from a file");
        try (RealNginx nginx = RealNginx.configured(directory, """
                server { listen 127.0.0.1:${port}; root .; }
                server { listen 127.0.0.1:${portTwo}; return 503; }""")) {
            String files = "http://127.0.0.1:" + nginx.port() + "/page.txt";
            String failing = "http://127.0.0.1:" + nginx.port("portTwo") + "/";

            assertThat(Tool.run("curl", "-sS", files).out()).isEqualTo("from a file");
            assertThat(Tool.run("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", failing)
                            .out())
                    .isEqualTo("503");
        }
    }

    @Test
    void aWrongConfigurationFailsWithTheReason() {
        assertThatThrownBy(() -> RealNginx.serving(directory, "no_such_directive;"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("unknown directive \"no_such_directive\"");
    }

    @Test
    void aProgramThatEndsBeforeItIsReadyIsReportedWithItsOutput() throws Exception {
        try (RealProcess process =
                RealProcess.start(directory, List.of("/bin/sh", "-c", "echo out of order; exit 3"))) {
            assertThatThrownBy(() -> process.awaitOutput("ready"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("ended with 3")
                    .hasMessageContaining("out of order");
        }
    }

    @Test
    void aToolKeepsItsStreamsApart() throws Exception {
        Tool.Result result = Tool.run("/bin/sh", "-c", "echo good; echo bad >&2; exit 4");

        assertThat(result.out()).isEqualTo("good\n");
        assertThat(result.err()).isEqualTo("bad\n");
        assertThatThrownBy(result::succeeded).hasMessageContaining("exit code 4");
        assertThatThrownBy(() -> Tool.run("no-such-tool")).hasMessageContaining("cannot run [no-such-tool]");
    }

    @Test
    void freePortsAreNeverGivenTwice() {
        int first = FreePorts.next();

        assertThat(List.of(FreePorts.next(), FreePorts.next(), FreePorts.next()))
                .doesNotContain(first);
    }
}
