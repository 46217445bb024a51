package io.telpher.core.config;

import java.util.ArrayList;
import java.util.List;

/** The reference page of a configuration in Markdown: made of the same shapes that read it. */
public final class Reference {
    private final StringBuilder out = new StringBuilder();
    private final List<String> written = new ArrayList<>();

    private Reference() {}

    /** The page. */
    public static String of(Schema schema, String title) {
        Reference page = new Reference();
        page.out.append("# ").append(title).append("\n");
        page.sections(schema, "");
        return page.out.toString();
    }

    /** A section for each mapping in this schema, the outer ones first. */
    private void sections(Schema schema, String path) {
        switch (schema) {
            case Schema.Keys keys -> section(keys, path);
            case Schema.ListOf list -> sections(list.item(), path.isEmpty() ? path : path + "[]");
            case Schema.MapOf map -> sections(map.value(), path.isEmpty() ? "NAME" : path + ".NAME");
            case Schema.AnyOf any -> any.forms().forEach(form -> sections(form, path));
            case Schema.Value v -> {}
            case Schema.Whole w -> {}
            case Schema.Choice c -> {}
        }
    }

    private void section(Schema.Keys keys, String path) {
        // Several forms of one key are several sections of one path: their names tell them apart.
        String heading =
                path.isEmpty() ? "The file" : "`" + path + "`" + (written.contains(path) ? ": " + keys.name() : "");
        written.add(path);
        out.append("\n## ").append(heading).append("\n\n").append(keys.help()).append("\n");
        if (keys.keys().isEmpty()) {
            return;
        }
        out.append("\n| key | value | default | what it is |\n|---|---|---|---|\n");
        for (Schema.Key key : keys.keys()) {
            out.append("| `%s` | %s | %s | %s |\n"
                    .formatted(key.key(), cell(key.value().expected()), otherwise(key), cell(key.help())));
        }
        for (Schema.Key key : keys.keys()) {
            sections(key.value(), path.isEmpty() ? key.key() : path + "." + key.key());
        }
    }

    private static String otherwise(Schema.Key key) {
        if (key.otherwise() != null) {
            return "`" + cell(key.otherwise()) + "`";
        }
        return key.required() ? "*required*" : "";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;");
    }
}
