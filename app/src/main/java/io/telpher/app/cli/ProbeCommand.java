package io.telpher.app.cli;

import io.telpher.app.probe.ProbeOptions;
import io.telpher.app.probe.UrlProbe;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code telpher probe URL}: walks and times the layers on the way to a URL. */
final class ProbeCommand implements Callable<Integer> {
    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+"; // RFC 9110 section 5.6.2
    private static final Pattern METHOD = Pattern.compile(TOKEN);
    private static final Pattern FIELD = Pattern.compile(TOKEN + ":[\\t -~]*");
    private static final int TIMEOUT_SECONDS_MAX = 3600;

    private final Terminal terminal;
    private final CommandSpec spec = Arguments.command(
            "probe",
            this,
            "Send one request and show what happens to it on every layer, and how long that takes:",
            "DNS, IP, TCP, TLS with the chain's six checks, HTTP, and what caches will do with the answer.",
            "",
            "Redirects are shown, not followed. Any certificate is looked at; an untrusted one is marked.");
    private final Arguments.Value<String> url;
    private final Arguments.Value<Boolean> json;
    private final Arguments.Value<String> method;
    private final Arguments.Value<List<String>> fields;
    private final Arguments.Value<Path> authorities;
    private final Arguments.Value<Integer> timeoutSeconds;

    ProbeCommand(Terminal terminal) {
        this.terminal = terminal;
        url = Arguments.word(spec, "URL", "http:// or https://, a name or an IPv4 or IPv6 address.");
        json = Arguments.flag(spec, "--json", "Write JSON, for programs.");
        method = Arguments.option(spec, String.class, "METHOD", "GET", "The method. Otherwise GET.", "-X", "--method");
        fields = Arguments.repeated(spec, "'NAME: VALUE'", "A field to send; may be given again.", "-H", "--header");
        authorities = Arguments.option(
                spec, Path.class, "FILE", null, "Certificates (PEM) to trust besides the JDK's.", "--ca");
        timeoutSeconds =
                Arguments.option(spec, Integer.class, "SECONDS", "5", "For each layer. Otherwise 5.", "--timeout");
        spec.usageMessage()
                .footer(
                        "",
                        "Signs: + sound, ? doubtful, ! broken.",
                        "Exit codes: 0 sound, 1 something is broken, 2 the URL or an option makes no sense.",
                        "",
                        "Examples:",
                        "  telpher probe https://localhost:8443/",
                        "  telpher probe --ca ca.pem --header 'Accept-Encoding: gzip' https://[::1]:8443/",
                        "  telpher probe --json http://127.0.0.1:8080/health");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        int seconds = timeoutSeconds.value();
        if (seconds < 1 || seconds > TIMEOUT_SECONDS_MAX) {
            throw misused("--timeout: 1 to " + TIMEOUT_SECONDS_MAX + " seconds expected, not " + seconds);
        }
        if (!METHOD.matcher(method.value()).matches()) {
            throw misused("--method: not a method: " + method.value());
        }
        ProbeOptions options = new ProbeOptions(
                json.value(),
                terminal.coloured(),
                method.value(),
                fields(fields.orNull()),
                authorities.orNull(),
                TimeUnit.SECONDS.toNanos(seconds),
                ProbeOptions.DEFAULTS.bodyBytesMax());
        try {
            return UrlProbe.run(new URI(url.value()), options, terminal.out());
        } catch (URISyntaxException e) {
            throw misused("not a URL: " + url.value());
        }
    }

    private List<String> fields(@Nullable List<String> given) {
        List<String> all = given == null ? List.of() : List.copyOf(given);
        for (String field : all) {
            if (!FIELD.matcher(field).matches()) {
                throw misused("--header: 'Name: value' expected, not " + field);
            }
        }
        return all;
    }

    private ParameterException misused(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
