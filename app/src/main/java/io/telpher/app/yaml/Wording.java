package io.telpher.app.yaml;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** What the parser says, in the words of whoever wrote the file: the common mistakes get advice. */
final class Wording {
    private Wording() {}

    static String of(MarkedYamlEngineException mistake) {
        String problem = String.valueOf(mistake.getProblem());
        if (problem.contains("\\t")) {
            return "a tab cannot indent or begin a value; use spaces";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "a \": \" that begins a second mapping on this line; put text that contains it in quotes";
        }
        if (problem.contains("could not find expected ':'")) {
            return "a key without its \":\"";
        }
        if (problem.startsWith("found undefined alias")) {
            return problem;
        }
        String context = mistake.getContext() == null ? "" : mistake.getContext() + ": ";
        return context + problem;
    }
}
