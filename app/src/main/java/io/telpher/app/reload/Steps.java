package io.telpher.app.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names by which a path leads to its file: its own and, where there are symbolic links on the way, theirs. Whoever
 * replaces the file changes one of them, be it by writing, by renaming over it or, as Kubernetes does, by renaming over a
 * link to the folder in which it stands.
 */
final class Steps {
    /** Any name: a folder that is watched for what comes into it. */
    private static final String ANY = "";

    private static final int LINKS_MAX = 40;

    private Steps() {}

    /** The names to watch, by the folder in which each stands; folders that are not there are left out. */
    static Map<Path, Set<String>> of(List<Path> files) {
        Map<Path, Set<String>> names = new LinkedHashMap<>();
        for (Path file : files) {
            follow(file.toAbsolutePath().normalize(), names);
        }
        names.keySet().removeIf(folder -> !Files.isDirectory(folder));
        return names;
    }

    private static void follow(Path file, Map<Path, Set<String>> names) {
        Path path = file;
        for (int links = 0; links < LINKS_MAX; links++) {
            Path link = firstLink(path);
            if (link == null) {
                add(path, names);
                if (Files.isDirectory(path)) {
                    names.computeIfAbsent(path, _ -> new LinkedHashSet<>()).add(ANY);
                }
                return;
            }
            add(link, names);
            try {
                Path target = link.resolveSibling(Files.readSymbolicLink(link));
                path = target.resolve(link.relativize(path)).normalize();
            } catch (IOException e) {
                return; // it is being replaced: it will be seen that it was
            }
        }
    }

    private static @Nullable Path firstLink(Path path) {
        Path here = path.getRoot();
        for (Path part : path) {
            here = here.resolve(part);
            if (Files.isSymbolicLink(here)) {
                return here;
            }
        }
        return null;
    }

    /** True if something of this name, in a folder of which these are watched, matters. */
    static boolean matters(Set<String> names, String name) {
        return names.contains(name) || wholeFolder(names);
    }

    /** True if whatever stands in the folder matters. */
    static boolean wholeFolder(Set<String> names) {
        return names.contains(ANY);
    }

    private static void add(Path path, Map<Path, Set<String>> names) {
        Path folder = path.getParent();
        if (folder != null) {
            names.computeIfAbsent(folder, _ -> new LinkedHashSet<>())
                    .add(path.getFileName().toString());
        }
    }

    /** What tells that a file is another one than before, without reading it: missing, or when and how large. */
    static List<String> stamps(List<Path> files) {
        List<String> stamps = new ArrayList<>(files.size());
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                stamps.add(attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size());
            } catch (IOException e) {
                stamps.add("missing");
            }
        }
        return stamps;
    }
}
