package io.telpher.gateway.route;

import io.telpher.core.Living;
import io.telpher.core.Stores;
import io.telpher.core.Waiter;
import io.telpher.core.config.Problems;
import io.telpher.core.metrics.Metrics;
import io.telpher.gateway.Caches;
import io.telpher.gateway.CopyLog;
import io.telpher.gateway.Destination;
import io.telpher.gateway.FeatureContext;
import io.telpher.gateway.Fetching;
import io.telpher.gateway.grpc.GrpcCalls;
import io.telpher.gateway.proxy.Forwarding;
import io.telpher.gateway.proxy.FromUpstream;
import io.telpher.gateway.route.Route.Way;
import io.telpher.gateway.split.Split;
import io.telpher.gateway.split.SplitConfig;
import io.telpher.gateway.timeout.CallerDeadline;
import io.telpher.http.Field;
import io.telpher.http.FieldName;
import io.telpher.http.HttpDispatch;
import io.telpher.http.HttpFilter;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.http.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request to the route with the most specific match (see {@link Specificity}). Immutable; built anew when the
 * configuration changes. A request that no route matches is answered 404, or 405 if one would match another method.
 *
 * <p>Paths are compared without their parameters, so that {@code /admin;x/y} meets the route of {@code /admin/**}: some
 * servers ignore them, and nothing that a route protects may be reached around it.
 */
public final class Router implements HttpDispatch {
    private final Map<String, PathTree> hosts = new HashMap<>();
    private final Map<String, PathTree> suffixes = new HashMap<>();
    private final PathTree everywhere = new PathTree();
    private final HttpHandler none;

    private Router(Parts parts) {
        this.none = outermost("none", this::refuse, parts);
    }

    /**
     * What routes are built with.
     *
     * @param upstreams gives the handler of an upstream by its name; features and routes wrap it
     * @param forwarding what stands outermost on every route
     * @param metrics where features count
     * @param waiter how features wait
     * @param calendar the time of day
     * @param living what features keep from one configuration to the next
     * @param stores what nodes share
     * @param copies where copies of requests are logged
     * @param caches where stored responses are kept
     * @param fetching how documents are had that features need themselves
     */
    public record Parts(
            Function<String, ? extends Destination> upstreams,
            Forwarding forwarding,
            Metrics metrics,
            Waiter waiter,
            InstantSource calendar,
            Living living,
            Stores stores,
            CopyLog copies,
            Caches caches,
            Fetching fetching) {}

    /**
     * Reports what is wrong between routes that were each read without a mistake. Whether their upstreams are there is for
     * whoever knows those.
     *
     * @param routes in the order of the file, null where one could not be read
     */
    public static void check(List<? extends @Nullable RouteConfig> routes, Problems problems) {
        new RouteChecks(problems).check(routes);
    }

    /** Builds the routes, which have passed {@link #check}. */
    public static Router build(List<RouteConfig> routes, Parts parts) {
        Router router = new Router(parts);
        for (int i = 0; i < routes.size(); i++) {
            RouteConfig config = routes.get(i);
            Route route = new Route(config.name(), handler(config, parts));
            for (Match match : config.matches()) {
                router.tree(match.host()).add(new Way(match, route, i));
            }
        }
        return router;
    }

    private PathTree tree(@Nullable HostPattern host) {
        if (host == null) {
            return everywhere;
        }
        return (host.suffix() ? suffixes : hosts).computeIfAbsent(host.name(), key -> new PathTree());
    }

    /** From the inside out: upstream, its responses cleaned, features, forwarding, failures turned into answers. */
    private static HttpHandler handler(RouteConfig config, Parts parts) {
        SplitConfig to = config.to();
        HttpHandler handler = to == null
                ? Router::unanswered
                : new FromUpstream()
                        .around(Split.of(config.name(), to, config.sticky(), parts.upstreams, parts.metrics));
        FeatureContext context = new FeatureContext(
                config.name(),
                parts.metrics,
                parts.waiter,
                parts.calendar,
                parts.living,
                parts.upstreams,
                parts.stores,
                parts.copies,
                parts.caches,
                parts.fetching);
        RouteGates gates = new RouteGates(parts.forwarding);
        List<HttpFilter> filters = new ArrayList<>();
        for (RouteConfig.Use<?> use : config.features()) {
            HttpFilter filter = use.filter(context);
            filters.add(Placed.at(use.placement(), filter));
            gates.add(use, filter);
        }
        for (HttpFilter filter : filters.reversed()) {
            handler = filter.around(handler);
        }
        return gates.before(outermost(config.name(), handler, parts));
    }

    private static HttpHandler outermost(String route, HttpHandler handler, Parts parts) {
        HttpHandler timely = new CallerDeadline(route, parts.waiter.ticker(), parts.metrics)
                .around(parts.forwarding.around(handler));
        return new GrpcCalls().around(new FailuresAnswered().around(timely));
    }

    private static HttpResponse unanswered(HttpRequest request) {
        return Problem.of(404, "There is nothing here.");
    }

    @Override
    public HttpHandler choose(HttpRequest head) {
        Way way = head.method().equals(Method.CONNECT) ? null : find(head);
        if (way == null) {
            return none;
        }
        head.exchange().route(way.route().name());
        return way.route().handler();
    }

    private @Nullable Way find(HttpRequest head) {
        String path = matched(head.path());
        String host = hosts.isEmpty() && suffixes.isEmpty() ? "" : head.host();
        Way found = in(hosts.get(host), path, head);
        for (int dot = host.indexOf('.'); found == null && dot >= 0 && !suffixes.isEmpty(); ) {
            found = in(suffixes.get(host.substring(dot)), path, head);
            dot = host.indexOf('.', dot + 1);
        }
        return found != null ? found : in(everywhere, path, head);
    }

    private static @Nullable Way in(@Nullable PathTree tree, String path, HttpRequest head) {
        if (tree == null) {
            return null;
        }
        return path.startsWith("/") ? tree.find(path, 0, head) : tree.server(head);
    }

    /** The path without the parameters of its segments. */
    private static String matched(String path) {
        if (path.indexOf(';') < 0) {
            return path;
        }
        StringBuilder names = new StringBuilder(path.length());
        boolean name = true;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            name = c == '/' || (name && c != ';');
            if (name) {
                names.append(c);
            }
        }
        return names.toString();
    }

    private HttpResponse refuse(HttpRequest request) {
        request.body().discard();
        if (request.method().equals(Method.CONNECT)) {
            return Problem.of(501, "http_request_error", "This is no proxy for CONNECT (RFC 9110 section 9.3.6).");
        }
        Set<String> allowed = allowed(request);
        if (allowed.isEmpty()) {
            return Problem.of(404, "No route matches the request.");
        }
        HttpResponse refusal = Problem.of(405, "No route serves this method here (RFC 9110 section 15.5.6).");
        Field allow = Field.of(FieldName.ALLOW, String.join(", ", allowed));
        return refusal.withFields(refusal.fields().edit().set(allow).done());
    }

    /** The methods with which some route would have matched. */
    private Set<String> allowed(HttpRequest request) {
        Set<String> methods = new TreeSet<>();
        Consumer<Way> collect = way -> {
            if (way.match().holds(request)) {
                way.match().methods().forEach(method -> methods.add(method.name()));
            }
        };
        String path = matched(request.path());
        if (path.startsWith("/")) {
            String host = request.host();
            visit(hosts.get(host), path, collect);
            for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                visit(suffixes.get(host.substring(dot)), path, collect);
            }
            visit(everywhere, path, collect);
        }
        return methods;
    }

    private static void visit(@Nullable PathTree tree, String path, Consumer<Way> collect) {
        if (tree != null) {
            tree.visit(path, 0, collect);
        }
    }
}
