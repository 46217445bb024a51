package io.telpher.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The process that listens on a TCP port: found in Linux's {@code /proc}.
 *
 * @param pid its number
 * @param command its program and first arguments
 */
record PortHolder(long pid, String command) {
    private static final String LISTENING = "0A";
    private static final int MAX_COMMAND = 80;

    /** Who listens there, if we may know: the processes of others are hidden from us unless we are root. */
    static Optional<PortHolder> of(int port) {
        return of(Path.of("/proc"), port);
    }

    static Optional<PortHolder> of(Path proc, int port) {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            sockets.addAll(sockets(proc.resolve(table), port));
        }
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    return Optional.of(new PortHolder(pid, command(process)));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Not on Linux: nobody can be named.
        }
        return Optional.empty();
    }

    /** The sockets that listen on the port. Columns: number, local address:port, remote, state, ..., inode as the tenth. */
    private static Set<String> sockets(Path table, int port) {
        String wanted = ":%04X".formatted(port);
        Set<String> found = new HashSet<>();
        try {
            for (String line : Files.readAllLines(table)) {
                String[] columns = line.trim().split("\\s+");
                if (columns.length > 9 && columns[1].endsWith(wanted) && columns[3].equals(LISTENING)) {
                    found.add("socket:[" + columns[9] + "]");
                }
            }
        } catch (IOException e) {
            // No IPv6, or not on Linux.
        }
        return found;
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(target(descriptor))) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It has ended, or belongs to somebody else.
        }
        return false;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static String command(Path process) {
        try {
            byte[] words = Files.readAllBytes(process.resolve("cmdline"));
            String line = new String(words, StandardCharsets.UTF_8)
                    .replaceAll("[\\s\\p{Cntrl}]+", " ")
                    .trim();
            return line.length() > MAX_COMMAND ? line.substring(0, MAX_COMMAND) + "..." : line;
        } catch (IOException e) {
            return "?";
        }
    }
}
