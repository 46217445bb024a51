package io.telpher.gateway.cache;

import io.telpher.cache.fields.Seconds;
import io.telpher.cache.filter.CacheFilter;
import io.telpher.cache.filter.CacheSettings;
import io.telpher.cache.filter.Nodes;
import io.telpher.cache.key.KeyRules;
import io.telpher.cache.key.QueryRules;
import io.telpher.cache.rules.CachePolicy;
import io.telpher.cache.rules.Preset;
import io.telpher.core.config.Shape;
import io.telpher.gateway.Feature;
import io.telpher.gateway.FeatureContext;
import io.telpher.http.HttpFilter;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers from what is stored of earlier responses (RFC 9111). */
public final class CacheFeature implements Feature<CacheConfig> {

    @Override
    public String key() {
        return "cache";
    }

    @Override
    public String help() {
        return "Answers from what is stored of earlier responses (RFC 9111), and makes one fetch for many.";
    }

    @Override
    public Shape<CacheConfig> shape() {
        return CacheConfig.SHAPE;
    }

    /** What is fresh and at hand is answered without a thread. */
    @Override
    public boolean answersEarly() {
        return true;
    }

    @Override
    public HttpFilter filter(CacheConfig config, FeatureContext context) {
        if (config.kind() == Preset.USER) {
            return new NeverStored();
        }
        CacheSettings settings = settings(config);
        context.caches().keyed(settings.keys().query());
        CacheFilter cache = new CacheFilter(
                settings,
                context.caches().store(config.in()),
                nodes(config, context),
                context.waiter(),
                Thread::startVirtualThread,
                context.caches().time(),
                new CacheMetrics(
                        context.route(), context.metrics(), context.caches().top(context.route())),
                context.caches().changes());
        return new Tier(context.living().adopt(Tier.Name.class, "", Tier.Name::made), cache);
    }

    private static @Nullable Nodes nodes(CacheConfig config, FeatureContext context) {
        String store = config.store();
        return store == null
                ? null
                : new Nodes(
                        context.stores().values(store),
                        context.route(),
                        () -> UUID.randomUUID().toString(),
                        new CacheMetrics.Across(context.route(), context.metrics()));
    }

    static CacheSettings settings(CacheConfig config) {
        Preset kind = config.kind();
        return CacheSettings.DEFAULT
                .with(policy(config))
                .with(keys(config.key()))
                .waiting(config.patience().toNanos())
                .telling(kind == null ? null : kind.cacheControl())
                .writingThrough(config.writeThrough());
    }

    private static CachePolicy policy(CacheConfig config) {
        CachePolicy policy = CachePolicy.DEFAULT
                .silent(config.silentSeconds())
                .negative(config.negative().entrySet().stream()
                        .collect(Collectors.toMap(
                                each -> each.getKey(), each -> each.getValue().toSeconds())))
                .stale(config.onFailure().toSeconds(), seconds(config.whileRevalidate()))
                .clients(config.clients());
        return config.cookies() ? policy.cookies(true) : policy;
    }

    private static long seconds(@Nullable Duration duration) {
        return duration == null ? Seconds.ABSENT : duration.toSeconds();
    }

    private static KeyRules keys(CacheConfig.KeyConfig key) {
        return new KeyRules(
                new QueryRules(key.sorted(), Set.copyOf(key.only()), Set.copyOf(key.without())),
                key.fields(),
                key.cookies());
    }
}
