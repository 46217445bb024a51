package io.telpher.app.yaml;

import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document. Every single value is text as it was written: what it means is for the shape to say that
 * reads it, so that {@code no} and {@code 1e3} never turn into something else. Aliases stand for the node of their
 * anchor; tags other than those of the core schema, merge keys and several documents are mistakes.
 */
public final class Yaml {
    /** The longest text that is read, in characters. */
    public static final int MAX_CHARACTERS = 4 << 20;

    private Yaml() {}

    /**
     * The document as a tree.
     *
     * @param file the name for locations
     * @return null if it is no YAML at all; an error has then been noted. Lesser mistakes, such as a duplicate key, are
     *     noted as errors and leave a tree that can be read further
     */
    public static @Nullable Node read(String file, String text, Problems problems) {
        if (text.length() > MAX_CHARACTERS) {
            problems.error(new Location(file, 1, 1), "the file is larger than 4 MiB");
            return null;
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setUseMarks(true)
                .setCodePointLimit(MAX_CHARACTERS)
                .build();
        TreeBuilder builder =
                new TreeBuilder(file, new Parse(settings).parseString(text).iterator(), problems);
        try {
            return builder.document();
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            problems.error(TreeBuilder.location(file, mark), "not YAML: " + Wording.of(e));
        } catch (ReaderException e) {
            problems.error(
                    at(file, text, e.getPosition()),
                    "not YAML: a control character (U+%04X)".formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            problems.error(new Location(file, 1, 1), "not YAML: " + e.getMessage());
        } catch (IllegalArgumentException e) { // the library's own, for an escape that it does not check
            problems.error(
                    builder.reached(),
                    "not YAML: behind this an escape (\\x, \\u or \\U) is cut short or stands for no character");
        } catch (TreeBuilder.Limit e) {
            problems.error(e.where, e.problem);
        }
        return null;
    }

    private static Location at(String file, String text, int position) {
        String before = text.substring(0, Math.min(position, text.length()));
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        return new Location(file, line, before.length() - before.lastIndexOf('\n'));
    }
}
