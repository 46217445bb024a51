package io.telpher.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.telpher.checks.Examples.Example;
import io.telpher.testkit.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts every whole configuration of every README with the shipped launcher, in a network of its own, so that fixed
 * ports do not meet. Behind each endpoint on 127.0.0.1 there is an nginx that answers everything with 200.
 */
class ExamplesStartTest {
    private static final Example SMALLEST = new Example("the smallest useful file", """
            listeners:
              - http: 8080
            upstreams:
              web:
                endpoints: [127.0.0.1:9001, 127.0.0.1:9002]
                balance: round-robin
                health: {http: /health, interval: 1s, timeout: 1s}
            routes:
              - match: {path: /**}
                to: web
            """);
    private static final Path LAUNCHER = House.ROOT.resolve("telpher");

    @TempDir
    Path directory;

    @BeforeAll
    static void namespacesAreAllowed() throws Exception {
        Tool.Result result = Tool.run("unshare", "--net", "ip", "link", "set", "lo", "up");
        assertThat(result.exit())
                .as("examples are started in network namespaces, which needs root, unshare and ip: %s", result)
                .isZero();
    }

    @Test
    void theLauncherIsThere() {
        assertThat(LAUNCHER).isExecutable();
    }

    @TestFactory
    Stream<DynamicTest> everyExampleStartsAnswersAndStops() {
        return Stream.concat(Stream.of(SMALLEST), Examples.in(House.ROOT).stream())
                .map(example -> DynamicTest.dynamicTest(example.where(), () -> start(example)));
    }

    private void start(Example example) throws Exception {
        Path folder = Files.createTempDirectory(directory, "example-");
        try (IsolatedTelpher telpher = IsolatedTelpher.start(LAUNCHER, folder, example)) {
            int status = telpher.request(example.url());

            List<Integer> endpoints = example.endpoints();
            int worst = example.yaml().contains("endpoints") && endpoints.isEmpty() ? 599 : 499;
            assertThat(status).as("%s: %s", example.where(), telpher).isBetween(200, worst);
            assertThat(telpher.stop()).as("exit code on SIGTERM: %s", telpher).isIn(0, 143);
        }
    }

    @Test
    void aConfigurationThatCannotStartIsReported() throws Exception {
        Example broken = new Example("broken", SMALLEST.yaml().replace("to: web", "to: nowhere"));
        Path folder = Files.createTempDirectory(directory, "example-");

        assertThatThrownBy(() -> IsolatedTelpher.start(LAUNCHER, folder, broken))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("nowhere");
    }
}
