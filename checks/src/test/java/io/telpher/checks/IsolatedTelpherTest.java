package io.telpher.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.checks.Examples.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts stand-ins for the launcher, to show that {@link ExamplesStartTest} sees what goes well and what does not. */
class IsolatedTelpherTest {
    private static final Example EXAMPLE = new Example("an example", """
            listeners:
              - http: 8080
            upstreams:
              web: {endpoints: [127.0.0.1:9001]}
            """);
    private static final String PROXY = """
            #!/bin/sh
            mkdir stand-in && cd stand-in
            cat >nginx.conf <<END
            daemon off; user root; pid nginx.pid; error_log stderr notice; events { }
            http { access_log off; server { listen 127.0.0.1:8080; location / { proxy_pass http://127.0.0.1:9001; } } }
            END
            exec nginx -p . -c nginx.conf -e stderr
            """;

    @TempDir
    Path folder;

    private Path launcher(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("launcher"), script);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aProgramThatServesTheEndpointsIsAskedAndStopped() throws Exception {
        try (IsolatedTelpher telpher = IsolatedTelpher.start(launcher(PROXY), folder, EXAMPLE)) {
            assertThat(telpher.request(EXAMPLE.url())).as(telpher::toString).isEqualTo(200);
            assertThat(telpher.stop()).isZero();
        }
    }

    @Test
    void aProgramThatRefusesItsFileIsReportedWithWhatItSaid() throws Exception {
        Path launcher = launcher("#!/bin/sh\necho line 3: no such key; exit 1\n");

        assertThatThrownBy(() -> IsolatedTelpher.start(launcher, folder, EXAMPLE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ended before it listened")
                .hasMessageContaining("line 3: no such key");
    }
}
