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
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code telpher reload}: has the Telpher that runs on this machine read its configuration anew, and says what came of it. */
final class ReloadCommand implements Callable<Integer> {
    private static final int OK = 200;

    private final Terminal terminal;
    private final Arguments.Value<Path> state;
    private final Arguments.Value<InetSocketAddress> admin;
    private final CommandSpec spec =
            Arguments.command("reload", this, "Have the Telpher that runs here read its configuration anew.");

    ReloadCommand(Terminal terminal) {
        this.terminal = terminal;
        state = Arguments.state(spec);
        admin = Arguments.admin(spec);
        spec.usageMessage().footer("", "Exit code 1 if it refuses: the older configuration then goes on serving.");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = StateFolder.of(state.orNull(), System::getenv, System.getProperty("telpher.home"));
        InetSocketAddress given = admin.orNull();
        InetSocketAddress to = given != null
                ? given
                : new InetSocketAddress(AdminConfig.DEFAULT.address(), AdminConfig.DEFAULT.port());
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + Ip.text(to) + "/reload"))
                .header("Authorization", "Bearer " + AdminToken.in(folder).text())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            (answer.statusCode() == OK ? terminal.out() : terminal.err()).println(answer.body());
            return answer.statusCode() == OK ? ExitCode.OK : ExitCode.MISTAKES;
        } catch (ConnectException e) {
            terminal.err().println("telpher: nobody answers at " + Ip.text(to) + "; --admin names another address");
            return ExitCode.CANNOT_START;
        }
    }
}
