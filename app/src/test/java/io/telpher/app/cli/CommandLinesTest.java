package io.telpher.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.telpher.app.CannotStart;
import io.telpher.app.Composition;
import io.telpher.app.Configuration;
import io.telpher.app.Options;
import io.telpher.app.Server;
import io.telpher.app.Source;
import io.telpher.app.log.LogConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLinesTest {
    private static final String SERVING = """
            listeners: [{http: 0}]
            routes: [{match: {path: /**}, respond: {status: 204}}]
            """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Recording composition = new Recording();

    private int telpher(String... words) {
        Terminal terminal = new Terminal(new PrintStream(out), new PrintStream(err), false);
        return new CommandLines(terminal, composition, Server::close).execute(words);
    }

    @Test
    void whatCannotBeReadIsToldInALine() {
        assertThat(telpher("cache", "warm", folder.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(telpher("cache", "warm", folder + "/none")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(folder + " is no file that can be read");
        err.reset();
        assertThat(telpher("cache", "purge", "--all", "--state", folder + "/none"))
                .isEqualTo(ExitCode.CANNOT_START);
        assertThat(err.toString()).contains("there is no " + folder + "/none/admin-token");
    }

    @Test
    void whereNobodyAnswersIsTold() throws IOException {
        Files.writeString(folder.resolve("token"), "0123456789abcdef");
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        String admin = "127.0.0.1:" + port;
        assertThat(telpher("cache", "purge", "--all", "--admin", admin, "--token-file", folder + "/token"))
                .isEqualTo(ExitCode.CANNOT_START);
        assertThat(err.toString()).contains("nobody answers at " + admin + ";");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " --soft",
                " --all --tag a",
                " --group g",
                " --url https://a.example/ --origin https://a.example"
            })
    void whatIsToBePurgedIsOneThing(String arguments) {
        assertThat(telpher(("cache purge" + arguments).split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache purge", "cache warm", "reload"})
    void aCommandWithoutAFileDoesNotClaimToReadOne(String command) {
        assertThat(telpher((command + " --help").split(" "))).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("127.0.0.1:9901").doesNotContain("what the file says");
    }

    @Test
    void check_tells_every_mistake_with_place_path_and_the_line_itself() throws IOException {
        Path file = file("log:\n  format: jsno\n  levle: info\n");
        assertThat(telpher("check", file.toString())).isEqualTo(ExitCode.MISTAKES);
        assertThat(out.toString()).isEqualTo("""
                FILE:2:11: error: log.format: found "jsno", expected one of text, json; did you mean "json"?
                    2 |   format: jsno
                      |           ^
                FILE:3:3: error: log.levle: unknown key "levle" in log; did you mean "level"?; known keys: format, level
                    3 |   levle: info
                      |   ^
                FILE: 2 errors
                """.replace("FILE", file.toString()));
    }

    @Test
    void check_of_a_good_file_ends_with_0() throws IOException {
        Path file = file("log: {format: json}\n");
        assertThat(telpher("check", file.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo(file + ": no errors\n");
    }

    @Test
    void check_warns_of_common_mistakes_and_ends_with_0_all_the_same() throws IOException {
        Path file = Files.writeString(folder.resolve("bare.yaml"), """
                listeners: [{http: 8080}]
                upstreams:
                  web: {endpoints: [127.0.0.1:9001]}
                routes: [{match: {path: /**}, to: web}]
                """);
        assertThat(telpher("check", file.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .startsWith(file + ":3:3: warning: upstreams.web: no breaker:")
                .contains("write \"breaker: {}\" (no-breaker)")
                .contains("    3 |   web: {endpoints")
                .contains("(no-limit)")
                .endsWith(file + ": no errors, 2 warnings\n");
    }

    @Test
    void check_judges_every_file_and_a_missing_one_is_a_mistake() throws IOException {
        Path file = file("log: {}\n");
        assertThat(telpher("check", "nowhere.yaml", file.toString())).isEqualTo(ExitCode.MISTAKES);
        assertThat(out.toString())
                .isEqualTo("nowhere.yaml:1:1: error: there is no such file\nnowhere.yaml: 1 error\n" + file
                        + ": no errors\n");
    }

    @Test
    void check_writes_json_for_programs() throws IOException {
        Path file = file("log: {level: loud}\n");
        assertThat(telpher("check", "--json", file.toString())).isEqualTo(ExitCode.MISTAKES);
        assertThat(out.toString()).isEqualTo("""
                {
                  "ok": false,
                  "problems": [
                    {
                      "severity": "error",
                      "file": "FILE",
                      "line": 1,
                      "column": 14,
                      "path": "log.level",
                      "message": "found \\"loud\\", expected one of trace, debug, info, warn, error"
                    }
                  ]
                }
                """.replace("FILE", file.toString()));
    }

    @Test
    void run_starts_what_the_file_says_and_closes_it_at_the_end() throws IOException {
        Path file = file("log: {level: debug}\n");
        assertThat(telpher("run", file.toString(), "--state", "/s", "--admin", "[::1]:7"))
                .isEqualTo(ExitCode.OK);
        assertThat(composition.calls)
                .containsExactly(
                        "start " + new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.DEBUG),
                        "/s [0:0:0:0:0:0:0:1]:7",
                        "close");
        assertThat(out.toString()).isEqualTo("hello\n");
    }

    @Test
    void run_of_a_bad_file_starts_nothing() throws IOException {
        assertThat(telpher("run", file("lgo: {}\n").toString())).isEqualTo(ExitCode.MISTAKES);
        assertThat(err.toString()).contains(":1:1: error: lgo: unknown key");
        assertThat(composition.calls).isEmpty();
    }

    @Test
    void a_busy_port_names_its_holder() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = (InetSocketAddress) busy.getLocalSocketAddress();
            composition.failure = CannotStart.busy(address, new BindException("Address already in use"));
            assertThat(telpher("up")).isEqualTo(ExitCode.CANNOT_START);
            assertThat(err.toString())
                    .startsWith("telpher: cannot start: port %d is in use by pid %d ("
                            .formatted(
                                    address.getPort(), ProcessHandle.current().pid()));
        }
    }

    @Test
    void another_reason_is_told_with_its_cause() {
        composition.failure = new CannotStart("cannot read the certificate", new IOException("no such file"));
        assertThat(telpher("up")).isEqualTo(ExitCode.CANNOT_START);
        assertThat(err.toString()).isEqualTo("telpher: cannot start: cannot read the certificate: no such file\n");
    }

    @Test
    void a_bug_is_told_as_one() {
        composition.bug = new IllegalStateException("oh");
        assertThat(telpher("up")).isEqualTo(ExitCode.BUG);
        assertThat(err.toString()).contains("this is a bug").contains("IllegalStateException: oh");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fly",
                "run",
                "check",
                "probe",
                "up --admin 9901",
                "up --admin [::1:1",
                "up --admin a.example:1",
                "up --admin 1.2.3.4:99999",
                "up more",
                "probe --timeout 0 http://127.0.0.1/",
                "probe --method G@T http://127.0.0.1/",
                "probe --header nonsense http://127.0.0.1/",
                "check --jsno f"
            })
    void wrong_usage_ends_with_2_and_shows_help(String line) {
        assertThat(telpher(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).containsAnyOf("Usage: telpher", "Possible solutions: --json");
        assertThat(composition.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "run", "check", "probe", "schema", "reference", "version"})
    void every_command_has_help_and_is_in_the_list(String command) {
        assertThat(telpher(command, "--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).startsWith("Usage: telpher " + command);
        out.reset();
        assertThat(telpher("--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("\n  " + command + " ").doesNotContain("train");
    }

    @Test
    void schema_reference_and_version_are_printed() {
        assertThat(telpher("schema")).isEqualTo(ExitCode.OK);
        assertThat(telpher("reference")).isEqualTo(ExitCode.OK);
        assertThat(telpher("version")).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"")
                .contains("# Configuration\n")
                .contains("java " + System.getProperty("java.version"));
    }

    @Test
    void probe_of_a_port_where_nobody_listens_is_broken_and_says_at_which_layer() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(telpher("probe", "http://127.0.0.1:" + port + "/")).isEqualTo(ExitCode.MISTAKES);
        assertThat(out.toString()).contains("TCP").contains("refused");
    }

    @Test
    void train_trains() {
        assertThat(telpher("train")).isEqualTo(ExitCode.OK);
        assertThat(composition.calls).containsExactly("train");
    }

    /** What is asked about comes first, so that its lines are counted from 1. */
    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("t.yaml"), text + SERVING);
    }

    /** Notes what it is asked for. */
    private static final class Recording implements Composition {
        private final List<String> calls = new ArrayList<>();
        private CannotStart failure;
        private RuntimeException bug;

        @Override
        public Server up(Options options) throws CannotStart {
            return serve("up", options);
        }

        @Override
        public Server start(Configuration configuration, Source source, Options options) throws CannotStart {
            return serve("start " + configuration.log(), options);
        }

        private Server serve(String call, Options options) throws CannotStart {
            if (failure != null) {
                throw failure;
            }
            if (bug != null) {
                throw bug;
            }
            calls.add(call);
            calls.add(options.state() + " " + options.admin().toString().substring(1));
            return new Server() {
                @Override
                public List<String> greeting() {
                    return List.of("hello");
                }

                @Override
                public void hangUp() {}

                @Override
                public void force() {}

                @Override
                public void close() {
                    calls.add("close");
                }
            };
        }

        @Override
        public void train() {
            calls.add("train");
        }
    }
}
