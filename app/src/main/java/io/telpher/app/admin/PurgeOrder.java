package io.telpher.app.admin;

import io.telpher.app.yaml.Yaml;
import io.telpher.cache.key.KeyRules;
import io.telpher.cache.store.Purge;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.core.config.Shape;
import io.telpher.core.config.Shapes;
import io.telpher.http.BadTarget;
import io.telpher.http.Method;
import io.telpher.http.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a client wants purged, as JSON: {@code {"url": "https://a.example/b", "soft": true}}. Names become what stands in keys and labels. */
final class PurgeOrder {
    private static final int NAME_MAX = 8 * 1024;

    private static final Mapping<Purge> SHAPE = Mapping.of("purge", "What is to go.", keys -> {
        Mapping.Key<String> url = keys.optional("url", name("a URL"), "Everything that is stored for it.");
        Mapping.Key<String> prefix = keys.optional("prefix", name("a URL"), "Everything whose URL begins so.");
        Mapping.Key<String> tag = keys.optional("tag", name("a tag"), "Everything with this tag.");
        Mapping.Key<String> group = keys.optional("group", name("a group"), "Everything of this group of an origin.");
        Mapping.Key<String> origin = keys.optional("origin", name("an origin"), "The group's.");
        Mapping.Key<Boolean> all = keys.optional("all", Shapes.bool(), "false", "Everything.");
        Mapping.Key<Boolean> soft = keys.optional("soft", Shapes.bool(), "false", "Stale, not removed.");
        return values -> {
            List<Purge> asked = new ArrayList<>();
            boolean softly = values.of(soft);
            add(asked, Purge.Scope.URI, values.orNull(url), PurgeOrder::uri, softly);
            add(asked, Purge.Scope.PREFIX, values.orNull(prefix), PurgeOrder::uri, softly);
            add(asked, Purge.Scope.TAG, values.orNull(tag), UnaryOperator.identity(), softly);
            String named = values.orNull(group);
            String whose = values.orNull(origin);
            if ((named == null) != (whose == null)) {
                throw new IllegalArgumentException(
                        "a group is one of its origin: expected both \"group\" and \"origin\"");
            }
            if (named != null && whose != null) {
                asked.add(new Purge(Purge.Scope.GROUP, origin(whose) + ' ' + named, softly));
            }
            if (values.of(all)) {
                asked.add(new Purge(Purge.Scope.ALL, "", softly));
            }
            if (asked.size() != 1) {
                throw new IllegalArgumentException("found " + asked.size()
                        + " things to purge, expected one of \"url\", \"prefix\", \"tag\", \"group\" or \"all\"");
            }
            return asked.getFirst();
        };
    });

    private static void add(
            List<Purge> to, Purge.Scope scope, @Nullable String given, UnaryOperator<String> name, boolean soft) {
        if (given != null) {
            to.add(new Purge(scope, name.apply(given), soft));
        }
    }

    /** What is to go, or what is wrong with the words. */
    record Reading(@Nullable Purge purge, String problems) {}

    private PurgeOrder() {}

    static Reading read(String json) {
        Problems problems = new Problems();
        Node root = Yaml.read("the request", json, problems);
        Purge purge = root == null ? null : SHAPE.read(root, problems);
        String wrong = problems.all().stream().map(each -> each.message()).collect(Collectors.joining("; "));
        return new Reading(problems.hasErrors() ? null : purge, wrong);
    }

    private static Shape<String> name(String what) {
        return Shapes.text(
                what + " without control characters, of " + NAME_MAX + " characters at most",
                text -> !text.isEmpty()
                        && text.length() <= NAME_MAX
                        && text.chars().noneMatch(Character::isISOControl));
    }

    /** As it stands in keys. */
    private static String uri(String url) {
        Target target = target(url);
        return KeyRules.uri(String.valueOf(target.scheme()), target.authorityOr(""), target.path(), target.query());
    }

    private static String origin(String url) {
        Target target = target(url);
        return KeyRules.uri(String.valueOf(target.scheme()), target.authorityOr(""), "", null);
    }

    private static Target target(String url) {
        try {
            Target target = Target.parse(Method.GET, url);
            if (target.scheme() == null) {
                throw new IllegalArgumentException(
                        "found \"" + url + "\", expected a whole URL such as https://www.example.org/a");
            }
            return target;
        } catch (BadTarget e) {
            throw new IllegalArgumentException("found \"" + url + "\", expected a URL: " + e.getMessage(), e);
        }
    }
}
