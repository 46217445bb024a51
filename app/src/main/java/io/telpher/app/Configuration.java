package io.telpher.app;

import io.telpher.app.access.AccessLogConfig;
import io.telpher.app.admin.AdminConfig;
import io.telpher.app.alert.AlertConfig;
import io.telpher.app.discovery.AnnounceConfig;
import io.telpher.app.graph.PurgesConfig;
import io.telpher.app.listener.ListenerConfig;
import io.telpher.app.listener.ShutdownConfig;
import io.telpher.app.log.LogConfig;
import io.telpher.app.upstream.UpstreamConfig;
import io.telpher.cache.store.StoreConfig;
import io.telpher.core.config.Mapping;
import io.telpher.core.config.Networks;
import io.telpher.core.config.Shapes;
import io.telpher.engines.redis.RedisConfig;
import io.telpher.gateway.route.RouteConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration file.
 *
 * @param listeners where connections are accepted
 * @param upstreams whom requests are sent to, by name
 * @param stores what nodes share, by name
 * @param caches where stored responses are kept, by name
 * @param routes what is done to them
 * @param trusted whose forwarding fields are believed
 * @param accessLog one line for each exchange
 * @param admin the admin port
 * @param log the program's own log
 * @param shutdown how much time what is to end is given
 * @param announce what we announce in registries
 * @param purges how nodes purge their caches together, or null if they do not
 * @param alerts who is told what becomes of endpoints, or null if nobody is
 */
public record Configuration(
        List<ListenerConfig> listeners,
        Map<String, UpstreamConfig> upstreams,
        Map<String, RedisConfig> stores,
        Map<String, StoreConfig> caches,
        List<RouteConfig> routes,
        Networks trusted,
        AccessLogConfig accessLog,
        AdminConfig admin,
        LogConfig log,
        ShutdownConfig shutdown,
        List<AnnounceConfig> announce,
        @Nullable PurgesConfig purges,
        @Nullable AlertConfig alerts) {
    /** The files that it names: they belong to the configuration as much as its own text. */
    public List<Path> files() {
        return Stream.of(
                        listeners.stream().flatMap(listener -> listener.files().stream()),
                        upstreams.values().stream().flatMap(upstream -> upstream.files().stream()),
                        stores.values().stream().flatMap(store -> store.files().stream()),
                        routes.stream().flatMap(route -> route.files().stream()),
                        announce.stream().flatMap(one -> one.files().stream()),
                        Stream.ofNullable(purges).flatMap(one -> one.files().stream()),
                        admin.files().stream())
                .flatMap(files -> files)
                .distinct()
                .toList();
    }

    /** The keys at the top of the file. */
    public static final Mapping<Configuration> SHAPE =
            Mapping.of("the file", "A Telpher configuration file in YAML 1.2.", keys -> {
                Mapping.Key<List<ListenerConfig>> listeners = keys.required(
                        "listeners", Shapes.list(ListenerConfig.SHAPE), "Where connections are accepted.");
                Mapping.Key<Map<String, UpstreamConfig>> upstreams = keys.optional(
                        "upstreams", Shapes.mapOf(UpstreamConfig.SHAPE), "Whom requests are sent to, by name.");
                Mapping.Key<Map<String, RedisConfig>> stores =
                        keys.optional("stores", Shapes.mapOf(RedisConfig.SHAPE), "What nodes share, by name.");
                Mapping.Key<Map<String, StoreConfig>> caches = keys.optional(
                        "caches", Shapes.mapOf(StoreConfig.SHAPE), "Where stored responses are kept, by name.");
                Mapping.Key<List<RouteConfig>> routes = keys.optional(
                        "routes",
                        Shapes.list(RouteConfig.SHAPE),
                        "[]",
                        "What is done to requests of HTTP, which need one; the most specific match wins.");
                Mapping.Key<Networks> trusted = keys.optional(
                        "trusted",
                        Networks.SHAPE,
                        "Proxies in front of us whose forwarding fields are believed; nobody by default.");
                Mapping.Key<AccessLogConfig> accessLog =
                        keys.optional("access-log", AccessLogConfig.SHAPE, "One line for each exchange, when it ends.");
                Mapping.Key<AdminConfig> admin = keys.optional("admin", AdminConfig.SHAPE, "{}", "The admin port.");
                Mapping.Key<LogConfig> log = keys.optional("log", LogConfig.SHAPE, "{}", "The program's own log.");
                Mapping.Key<ShutdownConfig> shutdown =
                        keys.optional("shutdown", ShutdownConfig.SHAPE, "{}", "How much time what is to end is given.");
                Mapping.Key<List<AnnounceConfig>> announce = keys.optional(
                        "announce",
                        Shapes.list(AnnounceConfig.SHAPE),
                        "Services that stand in registries while we run.");
                Mapping.Key<PurgesConfig> purges = keys.optional(
                        "purges", PurgesConfig.SHAPE, "How nodes purge their caches together; each alone by default.");
                Mapping.Key<AlertConfig> alerts = keys.optional(
                        "alerts",
                        AlertConfig.SHAPE,
                        "Who is told when endpoints leave or come back; nobody by default.");
                return values -> {
                    Map<String, UpstreamConfig> named = Objects.requireNonNullElse(values.orNull(upstreams), Map.of());
                    return new Configuration(
                            List.copyOf(values.of(listeners)),
                            named,
                            Objects.requireNonNullElse(values.orNull(stores), Map.of()),
                            Objects.requireNonNullElse(values.orNull(caches), Map.of()),
                            List.copyOf(values.of(routes)),
                            Objects.requireNonNullElse(values.orNull(trusted), Networks.NOBODY),
                            Objects.requireNonNullElse(values.orNull(accessLog), AccessLogConfig.DEFAULT),
                            values.of(admin),
                            values.of(log),
                            values.of(shutdown),
                            List.copyOf(Objects.requireNonNullElse(values.orNull(announce), List.of())),
                            values.orNull(purges),
                            values.orNull(alerts));
                };
            });
}
