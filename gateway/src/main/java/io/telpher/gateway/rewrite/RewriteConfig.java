package io.telpher.gateway.rewrite;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.BadTarget;
import io.telpher.http.CanonicalPath;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * How a path changes: the prefix is stripped, then the pattern replaced, then the prefix added.
 *
 * @param stripPrefix whole segments, without a final slash, or null
 * @param replace a pattern and what stands for it, or null
 * @param addPrefix whole segments, without a final slash, or null
 */
public record RewriteConfig(
        @Nullable String stripPrefix,
        @Nullable Replace replace,
        @Nullable String addPrefix) {

    private static final Shape<String> PREFIX = Shapes.parsed("a path such as /api", RewriteConfig::prefix);

    /** The key {@code rewrite} of a route. */
    public static final Mapping<RewriteConfig> SHAPE = Mapping.of("rewrite", "How the path changes.", keys -> {
        Mapping.Key<String> strip = keys.optional("strip-prefix", PREFIX, "Taken from the beginning of the path.");
        Mapping.Key<Replace> replace = keys.optional("replace", Replace.SHAPE, "A pattern and what stands for it.");
        Mapping.Key<String> add = keys.optional("add-prefix", PREFIX, "Put at the beginning of the path, last.");
        return values -> {
            RewriteConfig config = new RewriteConfig(values.orNull(strip), values.orNull(replace), values.orNull(add));
            if (config.equals(new RewriteConfig(null, null, null))) {
                throw new IllegalArgumentException("expected at least one of strip-prefix, replace and add-prefix");
            }
            return config;
        };
    });

    private static String prefix(String text) {
        String prefix = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            if (!prefix.isEmpty() && CanonicalPath.of(prefix).equals(prefix)) {
                return prefix;
            }
        } catch (BadTarget e) {
            throw new IllegalArgumentException(e.detail());
        }
        throw new IllegalArgumentException("it is not in canonical form, so no request's path begins with it");
    }

    /**
     * A pattern and what stands for its first match.
     *
     * @param pattern RE2: linear in the length of the path
     * @param with text in which {@code $1} and <code>${name}</code> are groups
     */
    public record Replace(Pattern pattern, String with) {
        private static final java.util.regex.Pattern GROUP =
                java.util.regex.Pattern.compile("\\$(?:(\\d+)|\\{(\\w+)})");

        static final Mapping<Replace> SHAPE = Mapping.of("replace", "A pattern and what stands for it.", keys -> {
            Mapping.Key<Pattern> pattern =
                    keys.required("pattern", Shapes.parsed("an RE2 expression", Replace::compile), "What is replaced.");
            Mapping.Key<String> with =
                    keys.required("with", Shapes.text(), "What stands for it; $1 is the first group.");
            return values -> new Replace(values.of(pattern), checked(values.of(with), values.of(pattern)));
        });

        private static Pattern compile(String text) {
            try {
                return Pattern.compile(text);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(e.getMessage());
            }
        }

        private static String checked(String with, Pattern pattern) {
            for (MatchResult group : GROUP.matcher(with).results().toList()) {
                boolean known = group.group(1) != null
                        ? group.group(1).length() == 1 && Integer.parseInt(group.group(1)) <= pattern.groupCount()
                        : pattern.namedGroups().containsKey(group.group(2));
                if (!known) {
                    throw new IllegalArgumentException("the pattern has no group " + group.group());
                }
            }
            if (with.indexOf('\\') >= 0 || GROUP.matcher(with).replaceAll("").indexOf('$') >= 0) {
                throw new IllegalArgumentException("a backslash, or a $ that is no group: write %24");
            }
            return with;
        }

        String in(String path) {
            return pattern.matcher(path).replaceFirst(with);
        }
    }
}
