package io.telpher.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that runs to its end: curl, h2load, wrk, openssl. */
public final class Tool {
    private static final int LIMIT_SECONDS = 120;

    private Tool() {}

    /**
     * How a command ended. Output is Latin-1: one character is one byte.
     *
     * @param command what was run
     * @param exit its exit code
     * @param out its standard output
     * @param err its standard error
     */
    public record Result(List<String> command, int exit, String out, String err) {

        /** This result, if the exit code is 0. @throws AssertionError else, with everything that it printed */
        public Result succeeded() {
            if (exit != 0) {
                throw new AssertionError(this);
            }
            return this;
        }

        @Override
        public String toString() {
            return String.join(" ", command) + "\nexit code " + exit + "\n" + out + "\n" + err;
        }
    }

    /** Runs a command for at most two minutes. @throws AssertionError if it is not installed or does not end */
    public static Result run(String... command) throws InterruptedException {
        List<String> line = List.of(command);
        try {
            Path out = Files.createTempFile("tool", ".out");
            Path err = Files.createTempFile("tool", ".err");
            try {
                return run(line, out, err);
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot run " + Arrays.toString(command) + ": " + e.getMessage(), e);
        }
    }

    private static Result run(List<String> command, Path out, Path err) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        Result result = new Result(
                command, process.exitValue(), Files.readString(out, ISO_8859_1), Files.readString(err, ISO_8859_1));
        if (!ended) {
            throw new AssertionError("did not end within " + LIMIT_SECONDS + " s: " + result);
        }
        return result;
    }
}
