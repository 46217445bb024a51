package io.telpher.app.probe;

import java.io.Console;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of {@link UrlProbe}. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        description = {
            "Sends one request and shows what happens to it on every layer, and how long that takes:",
            "DNS, IP, TCP, TLS with the chain's six checks, HTTP, and what caches will do with the answer.",
            "",
            "Redirects are shown, not followed. Any certificate is looked at; an untrusted one is marked."
        },
        footer = {
            "",
            "Signs: + sound, ? doubtful, ! broken.",
            "Exit: 0 sound, 1 something is broken, 2 the URL or an option makes no sense.",
            "",
            "Examples:",
            "  telpher probe https://localhost:8443/",
            "  telpher probe --ca ca.pem --header 'Accept-Encoding: gzip' https://[::1]:8443/",
            "  telpher probe --json http://127.0.0.1:8080/health"
        })
public final class ProbeCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "http:// or https://, a name or an IPv4 or IPv6 address.")
    private String url = "";

    @Option(names = "--json", description = "JSON for programs.")
    private boolean json;

    @Option(
            names = {"-X", "--method"},
            paramLabel = "METHOD",
            description = "Default: ${DEFAULT-VALUE}.")
    private String method = "GET";

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            description = "A field to send; may be given again.")
    private List<String> fields = List.of();

    @Option(names = "--ca", paramLabel = "FILE", description = "Certificates (PEM) to trust besides the JDK's.")
    private @Nullable Path authorities;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "For each layer. Default: ${DEFAULT-VALUE}.")
    private int timeoutSeconds = 5;

    /** A command for picocli. */
    public ProbeCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        if (timeoutSeconds < 1 || timeoutSeconds > 3600) {
            throw misused("--timeout: 1 to 3600 seconds expected, not " + timeoutSeconds);
        }
        if (!method.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw misused("--method: not a method: " + method);
        }
        for (String field : fields) {
            if (!field.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+:[\\t -~]*")) {
                throw misused("--header: 'Name: value' expected, not " + field);
            }
        }
        ProbeOptions options = new ProbeOptions(
                json,
                terminal(),
                method,
                fields,
                authorities,
                TimeUnit.SECONDS.toNanos(timeoutSeconds),
                ProbeOptions.DEFAULTS.bodyBytesMax());
        try {
            return UrlProbe.run(new URI(url), options, System.out);
        } catch (URISyntaxException e) {
            throw misused("not a URL: " + url);
        }
    }

    private ParameterException misused(String text) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), text);
    }

    private static boolean terminal() {
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return terminal && System.getenv("NO_COLOR") == null;
    }
}
