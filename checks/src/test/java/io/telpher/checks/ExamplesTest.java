package io.telpher.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    private static final String DOCUMENT = """
            # Feature

            ```yaml
            rate-limit: [{per: ip, limit: 5/s}]
            ```

            - in a list:

              ```yaml
              listeners:
                - https: 8443
                  certificate: automatic
                - http: "[::1]:8080"
              upstreams:
                web: {endpoints: [127.0.0.1:9001, 127.0.0.1:9002, users.internal:9003]}
              ```

            ```json
            {"listeners": []}
            ```
            """;

    @Test
    void wholeConfigurationsAreFoundWithTheirPlaces(@TempDir Path root) throws Exception {
        Files.writeString(root.resolve("README.md"), DOCUMENT);
        Files.writeString(root.resolve("notes.md"), DOCUMENT);

        assertThat(Examples.blocks(DOCUMENT)).hasSize(2);
        assertThat(Examples.in(root)).singleElement().satisfies(example -> {
            assertThat(example.where()).isEqualTo("README.md (2)");
            assertThat(example.yaml()).startsWith("listeners:\n  - https: 8443\n");
            assertThat(example.url()).isEqualTo("https://127.0.0.1:8443/");
            assertThat(example.endpoints()).containsExactly(9001, 9002);
        });
    }
}
