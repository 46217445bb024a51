package io.telpher.checks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The configurations that READMEs show. */
final class Examples {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```yaml\\s*?\\n(.*?)^ *```");
    private static final Pattern WHOLE = Pattern.compile("(?m)^listeners:");
    private static final Pattern LISTENER = Pattern.compile("(?m)^\\s*-?\\s*\\{?(https?):\\s*(?:\\S*:)?(\\d+)");
    private static final Pattern LOCAL = Pattern.compile("\\b(?:127\\.0\\.0\\.1|localhost):(\\d+)");

    private Examples() {}

    /**
     * A whole configuration in a document.
     *
     * @param where the document and which of its examples it is, from 1
     * @param yaml the configuration
     */
    record Example(String where, String yaml) {

        /** The first address on which it listens, as a URL. */
        String url() {
            Matcher matcher = LISTENER.matcher(yaml);
            if (!matcher.find()) {
                throw new AssertionError(where + " has no listener with a port:\n" + yaml);
            }
            return matcher.group(1) + "://127.0.0.1:" + matcher.group(2) + "/";
        }

        /** The ports of this machine that it sends to. */
        List<Integer> endpoints() {
            return LOCAL.matcher(yaml)
                    .results()
                    .map(one -> Integer.parseInt(one.group(1)))
                    .distinct()
                    .toList();
        }
    }

    /** Every yaml block, a list's indentation taken away. */
    static List<String> blocks(String document) {
        return BLOCK.matcher(document)
                .results()
                .map(block -> block.group(2).replaceAll("(?m)^" + block.group(1), ""))
                .toList();
    }

    /** Every block of every README below a folder that is a whole configuration: it has listeners. */
    static List<Example> in(Path root) {
        List<Example> examples = new ArrayList<>();
        for (Path file : House.files(root, "README.md")) {
            int number = 0;
            for (String block : blocks(House.read(file))) {
                number++;
                if (WHOLE.matcher(block).find()) {
                    examples.add(new Example(root.relativize(file) + " (" + number + ")", block));
                }
            }
        }
        return examples;
    }
}
