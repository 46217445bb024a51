package io.telpher.app.cli;

import io.telpher.app.admin.AdminConfig;
import io.telpher.app.admin.AdminToken;
import io.telpher.core.Ip;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options by which a command finds the Telpher that runs, and its admin port behind them. */
final class AdminClient {
    private final Terminal terminal;
    private final Arguments.Value<Path> state;
    private final Arguments.Value<InetSocketAddress> admin;
    private final Arguments.@Nullable Value<Path> tokenFile;

    private AdminClient(
            Terminal terminal,
            Arguments.Value<Path> state,
            Arguments.Value<InetSocketAddress> admin,
            Arguments.@Nullable Value<Path> tokenFile) {
        this.terminal = terminal;
        this.state = state;
        this.admin = admin;
        this.tokenFile = tokenFile;
    }

    /** For a command that shows the token of the state directory. */
    static AdminClient of(Terminal terminal, CommandSpec spec) {
        return new AdminClient(terminal, Arguments.state(spec), Arguments.adminOfWhatRuns(spec), null);
    }

    /** For one that may show another as well. */
    static AdminClient withToken(Terminal terminal, CommandSpec spec) {
        return new AdminClient(
                terminal,
                Arguments.state(spec),
                Arguments.adminOfWhatRuns(spec),
                Arguments.option(
                        spec,
                        Path.class,
                        "FILE",
                        null,
                        "A file with the token to show, such as that of admin.cache-token-file.",
                        "--token-file"));
    }

    private String token() throws IOException {
        Path file = tokenFile == null ? null : tokenFile.orNull();
        if (file != null) {
            return Files.readString(file).strip();
        }
        return AdminToken.of(StateFolder.of(state.orNull(), System::getenv, System.getProperty("telpher.home")))
                .text();
    }

    private InetSocketAddress to() {
        InetSocketAddress given = admin.orNull();
        return given != null ? given : new InetSocketAddress(AdminConfig.DEFAULT.address(), AdminConfig.DEFAULT.port());
    }

    /** What the admin port answers; null if nobody does, which is told. */
    @Nullable
    HttpResponse<String> send(String method, String target, String content) throws IOException, InterruptedException {
        BodyPublisher body = content.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(content, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + Ip.text(to()) + target))
                .header("Authorization", "Bearer " + token())
                .method(method, body)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            terminal.err().println("telpher: nobody answers at " + Ip.text(to()) + "; --admin names another address");
            return null;
        }
    }

    /** Sends it and prints the answer. @return the exit code */
    int tell(String method, String target, String content) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(method, target, content);
        if (answer == null) {
            return ExitCode.CANNOT_START;
        }
        boolean well = done(answer);
        (well ? terminal.out() : terminal.err()).println(answer.body());
        return answer.statusCode() == 202 ? ExitCode.NOT_YET : well ? ExitCode.OK : ExitCode.MISTAKES;
    }

    /** True if it was done, or begun. */
    static boolean done(HttpResponse<String> answer) {
        return answer.statusCode() / 100 == 2;
    }
}
