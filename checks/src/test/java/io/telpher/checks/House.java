package io.telpher.checks;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the checks look at: the classes of all rooms, without tests, and the files of the repository. */
final class House {
    static final Path ROOT = root();

    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".telpher", ".idea", "node_modules");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.telpher");

    private House() {}

    static List<JavaClass> classes() {
        return List.copyOf(CLASSES);
    }

    /** The classes of a package and below, tests included: fixtures. */
    static List<JavaClass> fixture(String name) {
        return List.copyOf(new ClassFileImporter().importPackages("io.telpher.checks.fixture." + name));
    }

    private static Path root() {
        for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            if (Files.isDirectory(here.resolve("core")) && Files.isDirectory(here.resolve("checks"))) {
                return here;
            }
        }
        throw new IllegalStateException(
                "not within the repository: " + Path.of("").toAbsolutePath());
    }

    /** The files below a folder whose names end so, without what is built or hidden. */
    static List<Path> files(Path folder, String ending) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    boolean skip = NOT_OURS.contains(directory.getFileName().toString());
                    return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.getFileName().toString().endsWith(ending)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        return found;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
