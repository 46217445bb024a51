package io.telpher.cache.store.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.telpher.cache.store.Entry;
import io.telpher.cache.store.Purge;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A process that stores, reads, replaces, updates and removes as fast as it can until it is killed. It tells on its output what it
 * has been promised: {@code stored NAME VERSION}, {@code gone NAME VERSION}.
 */
final class Victim implements AutoCloseable {
    static final int THREADS = 4;
    static final int NAMES = 40;

    private final Process process;
    private final BufferedReader output;

    private Victim(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    /** Starts one; {@code wrapper} is a command that starts commands. */
    static Victim start(List<String> wrapper, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path"), Victim.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Victim(process);
    }

    /** The next line, or null at the end. */
    @Nullable
    String line() throws IOException {
        return output.readLine();
    }

    /** Kills it, as {@code kill -9} does. @return what it had told and nobody has read */
    List<String> kill() throws Exception {
        process.toHandle().destroyForcibly(); // the process itself would close its output as well
        process.waitFor();
        List<String> rest = new ArrayList<>();
        for (String line = line(); line != null; line = line()) {
            rest.add(line);
        }
        if (!rest.isEmpty() && rest.getLast().split(" ", -1).length != 3) {
            rest.removeLast(); // it was killed while it told this
        }
        return rest;
    }

    int end() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    // === in the process ===

    /** {@code FOLDER SEED}: until it is killed; {@code FOLDER SEED FILLER CLEANS}: on a disk that becomes full. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        DiskConfig config = DiskConfig.of(folder, 24 << 20, 3 << 20, new Random(seed), () -> Long.MAX_VALUE);
        if (arguments.length > 2) {
            fullDisk(
                    opened(Boolean.parseBoolean(arguments[3]) ? config : neverCleaning(config)),
                    folder,
                    Path.of(arguments[2]));
            return;
        }
        DiskStore store = opened(config);
        tell("ready", "now", 0);
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            Thread.ofPlatform().start(() -> {
                Random random = new Random(seed * THREADS + thread);
                for (int version = (int) seed * 1_000_000; ; version++) {
                    step(store, "n" + (thread * NAMES + random.nextInt(NAMES)), version, random);
                }
            });
        }
    }

    private static DiskStore opened(DiskConfig config) throws IOException, InterruptedException {
        DiskStore store = DiskStore.of(config);
        if (!store.ready()) {
            throw new IllegalStateException("the store is not ready");
        }
        return store;
    }

    /** As on a machine that is so busy that the thread which makes room does not get its turn. */
    private static DiskConfig neverCleaning(DiskConfig config) {
        return new DiskConfig(
                config.path(),
                config.bytesMax(),
                config.entryBytesMax(),
                config.entriesMax(),
                task -> {},
                config.random(),
                config.nowMillis());
    }

    private static synchronized void tell(String what, String name, int version) {
        System.out.println(what + ' ' + name + ' ' + version);
    }

    private static void step(DiskStore store, String name, int version, Random random) {
        switch (random.nextInt(10)) {
            case 0 -> {
                for (Entry entry : store.find(Shelf.key(name))) {
                    store.remove(entry);
                    entry.letGo();
                }
                tell("gone", name, version);
            }
            case 1 -> {
                store.purge(new Purge(Purge.Scope.TAG, name, false), Shelf.NOW);
                tell("gone", name, version);
            }
            case 2 -> {
                for (Entry entry : store.find(Shelf.key(name))) {
                    store.update(entry, Shelf.what(name, (int) entry.meta().size(), "cache-tag", name), store.moment());
                    entry.letGo();
                }
            }
            case 3, 4, 5 -> Shelf.version(store, name);
            default -> {
                int length = random.nextInt(4) == 0 ? random.nextInt(700_000) : random.nextInt(20_000);
                if (Shelf.put(store, name, version, length, "cache-tag", name)) {
                    tell("stored", name, version);
                }
            }
        }
    }

    private static boolean empty(Path file) {
        return file.toFile().length() == 0;
    }

    private static void fullDisk(DiskStore store, Path folder, Path filler) throws IOException {
        Files.write(filler, new byte[64]); // now: there may be no room even for this when the store has filled the disk
        fillUp(store, 0);
        try {
            for (int i = 0; i < 10_000; i++) {
                Files.write(filler, new byte[10_000], java.nio.file.StandardOpenOption.APPEND);
            }
        } catch (IOException full) {
            tell("full", "disk", 0);
        }
        fillUp(store, 1_000);
        tell("troubles", "store", (int) store.numbers().troubles());
        tell("empty", "files", (int)
                RecoveryTest.files(folder).stream().filter(Victim::empty).count());
        Files.delete(filler);
        int kept = fillUp(store, 2_000);
        tell("kept", "again", kept);
        store.close();
    }

    private static int fillUp(DiskStore store, int version) {
        int kept = 0;
        for (int i = 0; i < 600; i++) {
            Shelf.put(store, "f" + i, version, 30_000);
            kept += Shelf.version(store, "f" + i) != null ? 1 : 0;
        }
        for (int i = 0; i < 600; i++) {
            Integer found = Shelf.version(store, "f" + i);
            if (found != null && found > version) {
                throw new IllegalStateException("from the future");
            }
        }
        return kept;
    }
}
