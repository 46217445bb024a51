package io.telpher.app.cli;

import io.telpher.app.ConfigurationReader;
import io.telpher.core.Json;
import io.telpher.core.config.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code telpher check FILE...}: every mistake of every file. */
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Arguments.Value<List<Path>> files;
    private final Arguments.Value<Boolean> json;
    private final CommandSpec spec =
            Arguments.command("check", this, "Judge configuration files without starting anything.");

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
        files = Arguments.files(spec);
        json = Arguments.flag(spec, "--json", "Write the problems as JSON, for programs.");
        spec.usageMessage()
                .footer(
                        "",
                        "Every mistake is told at once. Exit code 1 if there is an error, 0 if there are only warnings.",
                        "A file without errors is judged as well: what is common and regretted is a warning, with a code.");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        List<ConfigurationReader.Reading> readings =
                files.value().stream().map(ConfigurationReader::judge).toList();
        List<Problem> problems = new ArrayList<>();
        readings.forEach(reading -> problems.addAll(reading.problems()));
        if (json.value()) {
            terminal.out().print(json(problems));
        } else {
            readings.forEach(this::tell);
        }
        return ProblemReport.errors(problems) == 0 ? ExitCode.OK : ExitCode.MISTAKES;
    }

    private void tell(ConfigurationReader.Reading reading) {
        terminal.out().print(new ProblemReport(reading.source(), terminal.coloured()).text(reading.problems()));
        terminal.out().println(reading.source().file() + ": " + ProblemReport.summary(reading.problems()));
    }

    private static String json(List<Problem> problems) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("ok", ProblemReport.errors(problems) == 0);
        report.put("problems", problems.stream().map(ProblemReport::json).toList());
        return Json.pretty(report);
    }
}
