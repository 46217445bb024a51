package io.telpher.testkit.server;

import io.telpher.testkit.time.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * A program that runs beside a test: started from a command, ended by its own handle, its output kept in a file and shown
 * when something goes wrong. It does not outlive the JVM that started it, unless that is killed.
 */
public final class RealProcess implements AutoCloseable {
    private static final int READY_SECONDS = 60;
    private static final int STOP_SECONDS = 10;
    private static final int SHOWN_CHARS = 8000;

    private final List<String> command;
    private final Process process;
    private final Path log;
    private final Thread atExit;

    private RealProcess(List<String> command, Process process, Path log) {
        this.command = command;
        this.process = process;
        this.log = log;
        this.atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts a command in a directory, where its output goes to {@code <name>-<n>.log}. */
    public static RealProcess start(Path directory, List<String> command) throws IOException {
        return start(directory, command, Map.of());
    }

    /** The same with additions to the environment. */
    public static RealProcess start(Path directory, List<String> command, Map<String, String> environment)
            throws IOException {
        String name = Path.of(command.getFirst()).getFileName().toString();
        Path log = Files.createTempFile(directory, name + "-", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new RealProcess(List.copyOf(command), builder.start(), log);
    }

    /** Waits until it accepts connections on a port of the loopback address. */
    public RealProcess awaitPort(int port) throws IOException, InterruptedException {
        return awaitPort(port, READY_SECONDS);
    }

    /** The same for a server that needs longer than others. */
    RealProcess awaitPort(int port, int limitSeconds) throws InterruptedException {
        return await("a listener on port " + port, limitSeconds, () -> accepts(port));
    }

    /** Waits until its output has a part that matches. */
    public RealProcess awaitOutput(String regex) throws IOException, InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        return await(
                "output with " + regex,
                READY_SECONDS,
                () -> pattern.matcher(output()).find());
    }

    private RealProcess await(String what, int limitSeconds, BooleanSupplier ready) throws InterruptedException {
        Patience patience = Patience.begin(TimeUnit.SECONDS.toNanos(limitSeconds));
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new AssertionError(told("ended with " + process.exitValue() + " before there was " + what));
            }
            if (patience.isOver()) {
                throw new AssertionError(told("was not ready within " + limitSeconds + " s: no " + what));
            }
            Patience.pause();
        }
        return this;
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Patience.LIMIT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What it has printed so far, both streams. */
    public String output() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "(output cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** True while it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end. @return its exit code */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(READY_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(told("did not end within a minute"));
        }
        return process.exitValue();
    }

    /** Asks it to end (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    /** Ends it at once (SIGKILL), as a crash would. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Asks it to end, and after ten seconds makes it end. Its own children, which may write to its files yet, end with it. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList(); // later nobody could say whose they were
        try {
            process.destroy();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            children.forEach(ProcessHandle::destroyForcibly);
            children.forEach(child -> child.onExit().join());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        forgetAtExit();
    }

    private void forgetAtExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is on its way out already, which is what the hook was for.
        }
    }

    private String told(String what) {
        String all = output();
        String tail = all.substring(Math.max(0, all.length() - SHOWN_CHARS));
        return String.join(" ", command) + "\n" + what + "; its output:\n" + tail;
    }

    @Override
    public String toString() {
        return told("pid " + pid());
    }
}
