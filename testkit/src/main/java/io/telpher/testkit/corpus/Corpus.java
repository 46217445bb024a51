package io.telpher.testkit.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Messages as raw bytes with what is to become of each: files of text, a family of cases in each. The format stands in
 * the README beside the files. A mistake in a file is an {@link IllegalArgumentException} that names file and line.
 */
public final class Corpus {
    private Corpus() {}

    /**
     * One stretch of bytes on a connection.
     *
     * @param file the file's name, and {@code line} where the case begins in it
     * @param cite the section or CVE class that the verdict follows
     * @param request the method that a response answers; GET in a corpus of requests
     * @param eof true if the peer closes behind the last byte
     * @param verdicts one for each message, at least one
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares cases
    public record Case(
            String file,
            int line,
            String name,
            String cite,
            String request,
            boolean eof,
            byte[] raw,
            List<CorpusVerdict> verdicts) {
        @Override
        public String toString() {
            return file + ":" + line + " " + name;
        }
    }

    /** The cases of all {@code .txt} files of a folder on the class path, by file name: {@code "h1/request"}. */
    public static List<Case> ofResources(String folder) {
        URL url = Objects.requireNonNull(
                Thread.currentThread().getContextClassLoader().getResource(folder), () -> "no resources " + folder);
        try {
            return ofFolder(Path.of(url.toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The cases of all {@code .txt} files of a folder, by file name. */
    public static List<Case> ofFolder(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Case> cases = new ArrayList<>();
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
                cases.addAll(parse(String.valueOf(file.getFileName()), Files.readString(file)));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cases in the text of one file. */
    public static List<Case> parse(String file, String text) {
        List<Case> cases = new ArrayList<>();
        Draft draft = null;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            try {
                if (line.startsWith("== ")) {
                    finish(draft, cases);
                    draft = new Draft(file, number, line.substring(3).strip());
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    if (draft == null) {
                        throw new IllegalArgumentException("before the first case");
                    }
                    draft.line(line);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ":" + number + ": " + e.getMessage(), e);
            }
        }
        finish(draft, cases);
        return cases;
    }

    private static void finish(@Nullable Draft draft, List<Case> cases) {
        if (draft != null) {
            cases.add(draft.done());
        }
    }

    /** A case whose lines are still coming. */
    private static final class Draft {
        private final String file;
        private final int start;
        private final String name;
        private final StringBuilder raw = new StringBuilder();
        private final List<CorpusVerdict> verdicts = new ArrayList<>();
        private String cite = "";
        private String request = "GET";
        private boolean eof;

        Draft(String file, int start, String name) {
            this.file = file;
            this.start = start;
            this.name = name;
        }

        void line(String line) {
            if (line.startsWith("> ")) {
                raw.append(line, 2, line.length());
                return;
            }
            int colon = line.indexOf(": ");
            String key = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 2).strip();
            switch (key.toLowerCase(Locale.ROOT)) {
                case "cite" -> cite = value;
                case "request" -> request = value;
                case "eof" -> eof = yes(value);
                case "expect" -> verdicts.add(CorpusVerdict.parse(value));
                default -> throw new IllegalArgumentException("neither raw bytes nor a known key: " + line);
            }
        }

        private static boolean yes(String value) {
            return switch (value) {
                case "yes" -> true;
                case "no" -> false;
                default -> throw new IllegalArgumentException("yes or no expected, not " + value);
            };
        }

        Case done() {
            if (cite.isEmpty() || raw.isEmpty() || verdicts.isEmpty()) {
                throw new IllegalArgumentException(
                        file + ":" + start + ": a case needs cite, raw bytes and a verdict: " + name);
            }
            for (CorpusVerdict verdict : verdicts.subList(0, verdicts.size() - 1)) {
                if (verdict.last()) {
                    throw new IllegalArgumentException(file + ":" + start + ": nothing comes behind " + verdict);
                }
            }
            byte[] bytes = CorpusEscapes.bytes(raw.toString());
            return new Case(file, start, name, cite, request, eof, bytes, List.copyOf(verdicts));
        }
    }
}
