package io.telpher.app;

import io.telpher.app.yaml.Yaml;
import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problem;
import io.telpher.core.config.Problems;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Configuration} of a file, or tells every mistake in it at once. */
public final class ConfigurationReader {
    /** Files of more bytes are not read: a character has at most four. */
    private static final long MAX_BYTES = 4L * Yaml.MAX_CHARACTERS;

    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(
            Problem::location, Comparator.comparingInt(Location::line).thenComparingInt(Location::column));

    private ConfigurationReader() {}

    /**
     * What came of a file.
     *
     * @param configuration null if there are errors
     * @param problems errors and warnings, in the order of the file
     * @param source the text
     */
    public record Reading(@Nullable Configuration configuration, List<Problem> problems, Source source) {}

    /** Reads a file. That it cannot be read is a mistake like any other. */
    public static Reading read(Path path) {
        return read(path, false);
    }

    /** Reads a file, and warns as well of what most configurations had better have. */
    public static Reading judge(Path path) {
        return read(path, true);
    }

    private static Reading read(Path path, boolean advised) {
        String file = path.toString();
        try {
            if (Files.size(path) > MAX_BYTES) {
                return unreadable(file, "the file is larger than 4 MiB");
            }
            return read(file, decode(Files.readAllBytes(path)), advised);
        } catch (NoSuchFileException e) {
            return unreadable(file, "there is no such file");
        } catch (AccessDeniedException e) {
            return unreadable(file, "no right to read the file");
        } catch (CharacterCodingException e) {
            return unreadable(file, "the file is not UTF-8");
        } catch (IOException e) {
            return unreadable(file, "cannot read the file: " + e.getMessage());
        }
    }

    /** Reads a text. */
    public static Reading read(String file, String text) {
        return read(file, text, false);
    }

    static Reading read(String file, String text, boolean advised) {
        Problems problems = new Problems();
        Node root = Yaml.read(file, text, problems);
        Configuration configuration = null;
        if (root != null) {
            configuration = Configuration.SHAPE.read(root, problems);
            References.check(root, problems);
            if (advised) {
                FileContents.check(root, problems);
            }
            if (advised && configuration != null && !problems.hasErrors()) {
                Advice.give(root, problems);
                FileAdvice.give(configuration, root, problems);
            }
        }
        List<Problem> sorted = problems.all().stream().sorted(BY_PLACE).toList();
        return new Reading(
                problems.hasErrors() ? null : configuration,
                sorted,
                new Source(file, text.lines().toList()));
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static Reading unreadable(String file, String why) {
        Problems problems = new Problems();
        problems.error(new Location(file, 1, 1), why);
        return new Reading(null, problems.all(), new Source(file, List.of()));
    }
}
