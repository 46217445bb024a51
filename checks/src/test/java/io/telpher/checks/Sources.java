package io.telpher.checks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rules on source files. */
final class Sources {
    static final int LONG_LINES = 400;

    private Sources() {}

    /** Every package of main code says that it is null-marked. */
    static List<String> withoutNullMarked(Path root) {
        TreeSet<Path> packages = new TreeSet<>();
        for (Path file : House.files(root, ".java")) {
            if (file.toString().contains("/src/main/java/io/telpher/")) {
                packages.add(file.getParent());
            }
        }
        List<String> wrong = new ArrayList<>();
        for (Path folder : packages) {
            Path info = folder.resolve("package-info.java");
            if (!Files.exists(info) || !House.read(info).contains("@NullMarked")) {
                wrong.add("no package-info.java with @NullMarked in " + root.relativize(folder));
            }
        }
        return wrong;
    }

    /**
     * Files longer than {@link #LONG_LINES} stand in a list with their length, which may only shrink.
     *
     * @param allowed lines of {@code path length}
     */
    static List<String> tooLong(Path root, List<String> allowed) {
        Map<String, Long> limits = new TreeMap<>();
        for (String line : allowed) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.strip().split("\\s+");
                limits.put(parts[0], Long.parseLong(parts[1]));
            }
        }
        List<String> wrong = new ArrayList<>();
        for (Path file : House.files(root, ".java")) {
            String name = root.relativize(file).toString();
            long length = House.read(file).lines().count();
            Long limit = limits.remove(name);
            judge(name, length, limit == null ? LONG_LINES : limit, limit != null, wrong);
        }
        limits.keySet().forEach(name -> wrong.add(name + " is gone: take it from the list"));
        return wrong;
    }

    private static void judge(String name, long length, long limit, boolean listed, List<String> wrong) {
        if (length > limit) {
            wrong.add(name + " has " + length + " lines, at most " + limit + " are allowed");
        } else if (listed && length <= LONG_LINES) {
            wrong.add(name + " is short now: take it from the list");
        } else if (listed && length < limit) {
            wrong.add(name + " has shrunk to " + length + " lines: write that into the list");
        }
    }
}
