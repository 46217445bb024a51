package io.telpher.gateway.route;

import io.telpher.core.config.Location;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Mapping.Keys;
import io.telpher.core.config.Mapping.Values;
import io.telpher.core.config.Shapes;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Features;
import io.telpher.gateway.split.SplitConfig;
import io.telpher.gateway.sticky.StickyConfig;
import io.telpher.http.HttpFilter;
import io.telpher.http.Placement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A route as it is configured: what it matches, what is done to its requests, and to whom they go.
 *
 * @param name its name in logs and metrics: its own, or its first match as text
 * @param matches any of these
 * @param features what is done, outermost first
 * @param to the upstreams and their weights, or null if a feature answers
 * @param sticky by what requests stay with one of them, or null if they do not
 * @param location where it stands
 */
public record RouteConfig(
        String name,
        List<Match> matches,
        List<Use<?>> features,
        @Nullable SplitConfig to,
        @Nullable StickyConfig sticky,
        Location location) {

    /** An item of {@code routes}. */
    public static final Mapping<RouteConfig> SHAPE = Mapping.of("route", "What is done to some requests.", keys -> {
        Mapping.Key<String> name = keys.optional("name", Shapes.text(), "Its name in logs and metrics.");
        Mapping.Key<List<Match>> match =
                keys.required("match", Shapes.list(Match.SHAPE), "Which requests; in a list, any of them will do.");
        List<FeatureKey<?>> features = new ArrayList<>();
        for (Feature<?> feature : Features.OUTERMOST_FIRST) {
            features.add(FeatureKey.of(feature, keys, features));
        }
        Mapping.Key<SplitConfig> to =
                keys.optional("to", SplitConfig.SHAPE, "The upstream that serves them, or several with their weights.");
        Mapping.Key<StickyConfig> sticky =
                keys.optional("sticky", StickyConfig.SHAPE, "By what requests stay with one of several upstreams.");
        return values -> read(values, name, match, features, to, sticky);
    });

    /** A feature and the key under which a route has it. */
    private record FeatureKey<C>(Feature<C> feature, Mapping.Key<C> key) {
        static <C> FeatureKey<C> of(Feature<C> feature, Keys keys, List<FeatureKey<?>> furtherOut) {
            Feature<C> first = feature.restOf();
            return new FeatureKey<>(
                    feature,
                    first == null
                            ? keys.optional(feature.key(), feature.shape(), feature.help())
                            : keyOf(first, furtherOut));
        }

        @SuppressWarnings("unchecked") // the key was declared for this feature
        private static <C> Mapping.Key<C> keyOf(Feature<C> feature, List<FeatureKey<?>> all) {
            return (Mapping.Key<C>) all.stream()
                    .filter(one -> one.feature.key().equals(feature.key()))
                    .findFirst()
                    .orElseThrow()
                    .key;
        }

        @Nullable
        Use<C> use(Values values) {
            C config = values.orNull(key);
            return config == null || !feature.acts(config) ? null : new Use<>(feature, config);
        }
    }

    /**
     * A feature as a route uses it.
     *
     * @param feature the feature
     * @param config what stands behind its key
     */
    public record Use<C>(Feature<C> feature, C config) {

        /** Its filter, which runs where both it and its feature say. */
        HttpFilter filter(FeatureContext context) {
            return feature.filter(config, context);
        }

        Placement placement() {
            return feature.placement();
        }

        boolean minds() {
            return feature.minds(config);
        }

        List<Path> files() {
            return feature.files(config);
        }
    }

    /** The files that it names. */
    public List<Path> files() {
        return features.stream().flatMap(use -> use.files().stream()).toList();
    }

    private static RouteConfig read(
            Values values,
            Mapping.Key<String> name,
            Mapping.Key<List<Match>> match,
            List<FeatureKey<?>> keys,
            Mapping.Key<SplitConfig> to,
            Mapping.Key<StickyConfig> sticky) {
        List<Use<?>> features = new ArrayList<>();
        for (FeatureKey<?> key : keys) {
            Use<?> use = key.use(values);
            if (use != null) {
                features.add(use);
            }
        }
        List<Match> matches = values.of(match);
        if (matches.isEmpty()) {
            throw new IllegalArgumentException("expected at least one match");
        }
        SplitConfig upstreams = values.orNull(to);
        if (values.orNull(sticky) != null
                && (upstreams == null || upstreams.weights().size() < 2)) {
            throw new IllegalArgumentException("\"sticky\" chooses among several upstreams, such as to: {web: 95, "
                    + "canary: 5}; to stay with one endpoint, give the upstream \"sticky\"");
        }
        if (upstreams == null
                && features.stream().noneMatch(use -> use.feature().answers())) {
            throw new IllegalArgumentException("\"to\" is missing, expected the name of an upstream, or one of "
                    + String.join(", ", answering()) + ", which answer themselves");
        }
        refuseSeveral(features, upstreams);
        return new RouteConfig(
                Objects.requireNonNullElseGet(
                        values.orNull(name), () -> matches.getFirst().toString()),
                List.copyOf(matches),
                List.copyOf(features),
                upstreams,
                values.orNull(sticky),
                values.where());
    }

    /** Of two that answer, the one further in would never be asked. */
    private static void refuseSeveral(List<Use<?>> features, @Nullable SplitConfig upstreams) {
        List<String> answerers = new ArrayList<>();
        for (Use<?> use : features) {
            if (use.feature().answers()) {
                answerers.add(use.feature().key());
            }
        }
        if (upstreams != null) {
            answerers.add("to");
        }
        if (answerers.size() > 1) {
            throw new IllegalArgumentException("\"" + answerers.getFirst() + "\" answers, so that \""
                    + answerers.getLast() + "\" would never be asked; remove one of the two");
        }
    }

    private static List<String> answering() {
        return Features.OUTERMOST_FIRST.stream()
                .filter(Feature::answers)
                .map(Feature::key)
                .toList();
    }
}
