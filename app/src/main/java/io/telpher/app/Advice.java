package io.telpher.app;

import io.telpher.app.discovery.AnnounceConfig;
import io.telpher.core.config.Location;
import io.telpher.core.config.Node;
import io.telpher.core.config.Problems;
import io.telpher.core.config.Shapes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration that can be used had better have: the common mistakes of the field. Each is a warning with its place, what
 * comes of it, what to write, and a code. What is on by default is only warned of where it was turned off.
 */
final class Advice {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Node root;
    private final Problems problems;

    private Advice(Node root, Problems problems) {
        this.root = root;
        this.problems = problems;
    }

    static void give(Node root, Problems problems) {
        Advice advice = new Advice(root, problems);
        advice.upstreams();
        advice.routes();
        advice.announcements();
    }

    /** Whoever announces the same under the same name a second time only takes the place of the first. */
    private void announcements() {
        Map<AnnounceConfig, Integer> known = new HashMap<>();
        List<Node> nodes = all(value(root, "announce"));
        for (int i = 0; i < nodes.size(); i++) {
            AnnounceConfig read = AnnounceConfig.SHAPE.read(nodes.get(i), new Problems());
            Integer before = read == null ? null : known.putIfAbsent(read, i);
            if (before != null) {
                problems.at("announce")
                        .at("[" + i + "]")
                        .warning(
                                nodes.get(i).location(),
                                "the same as announce[" + before
                                        + "], which it replaces; remove one (announced-twice)");
            }
        }
    }

    private void upstreams() {
        if (value(root, "upstreams") instanceof Node.Entries all) {
            for (Node.Entry upstream : all.entries()) {
                upstream(upstream, problems.at("upstreams").at(upstream.key()));
            }
        }
    }

    private void upstream(Node.Entry upstream, Problems at) {
        if (value(upstream.value(), "breaker") == null) {
            at.warning(
                    upstream.location(),
                    "no breaker: when it fails, every request still waits for it; write \"breaker: {}\" (no-breaker)");
        }
        timeouts(upstream.value(), at);
        if (value(upstream.value(), "pool", "idle") instanceof Node.Scalar idle
                && idle.text().equals("0")) {
            at.at("pool")
                    .at("idle")
                    .warning(
                            idle.location(),
                            "no pool: every request pays for a new connection; leave \"idle\" out, which keeps 10 for"
                                    + " each endpoint (no-pool)");
        }
    }

    private void timeouts(Node upstream, Problems at) {
        for (String key : List.of("connect", "read", "write")) {
            Node written = value(upstream, "timeout", key);
            if (written == null) {
                continue;
            }
            Duration timeout = Shapes.duration().read(written, new Problems());
            if (timeout != null && timeout.compareTo(LONGEST) > 0) {
                at.at("timeout")
                        .at(key)
                        .warning(
                                written.location(),
                                "as good as no timeout: what hangs is held for " + text(written)
                                        + "; leave it out, or write what users wait for, such as 30s (no-timeout)");
            }
        }
    }

    private void routes() {
        List<Node> routes = value(root, "routes") instanceof Node.Items list ? list.items() : List.of();
        Location unlimited = null;
        Problems where = problems;
        int count = 0;
        for (int i = 0; i < routes.size(); i++) {
            Problems at = problems.at("routes").at("[" + i + "]");
            retry(routes.get(i), at);
            if (value(routes.get(i), "jwt") == null) {
                identity(routes.get(i), at);
            }
            tokens(routes.get(i), at);
            if (value(routes.get(i), "to") != null && value(routes.get(i), "rate-limit") == null) {
                where = count == 0 ? at : where;
                unlimited = count == 0 ? routes.get(i).location() : unlimited;
                count++;
            }
        }
        if (unlimited != null) {
            where.warning(
                    unlimited,
                    "no limit" + (count == 1 ? "" : ", as on " + (count - 1) + " more of the routes")
                            + ": one client may take everything; write \"rate-limit: {per: ip, limit: 1000/min}\""
                            + " (no-limit)");
        }
    }

    /** Nothing on this route finds out who asks. */
    private static void identity(Node route, Problems at) {
        for (Node limit : all(value(route, "rate-limit"))) {
            for (Node one : all(value(limit, "per"))) {
                if (text(one).equals("user") || text(one).startsWith("claim:")) {
                    at.at("rate-limit")
                            .at("per")
                            .warning(
                                    one.location(),
                                    "nothing on the route finds out who asks, so this counts for the client's address (or"
                                            + " as \"otherwise\" says); write \"jwt: {keys: ...}\", or \"header:NAME\" or"
                                            + " \"cookie:NAME\" of what tells users apart (no-identity)");
                }
            }
        }
    }

    /** Tokens that were made for somebody else, or by keys that anybody on the way can put in the place of others. */
    private static void tokens(Node route, Problems at) {
        Node jwt = value(route, "jwt");
        if (jwt == null) {
            return;
        }
        if (value(jwt, "audience") == null) {
            at.at("jwt")
                    .warning(
                            jwt.location(),
                            "no audience: a token that was made for any other service is believed, too; write"
                                    + " \"audience: NAME\", which tokens for this one have in \"aud\" (no-audience)");
        }
        if (value(jwt, "issuer") == null) {
            at.at("jwt")
                    .warning(
                            jwt.location(),
                            "no issuer: whoever has the key may have made the token; write \"issuer: NAME\", which"
                                    + " tokens have in \"iss\" (no-issuer)");
        }
        Node url = value(jwt, "keys", "url");
        if (url != null && text(url).matches("(?i)http://(?!(localhost|127\\.|\\[::1])).*")) {
            at.at("jwt")
                    .at("keys")
                    .at("url")
                    .warning(
                            url.location(),
                            "keys in the clear: whoever is on the way can send his own, and make any token; use https"
                                    + " (keys-in-the-clear)");
        }
    }

    private static List<Node> all(@Nullable Node node) {
        return node instanceof Node.Items list ? list.items() : node == null ? List.of() : List.of(node);
    }

    private static void retry(Node route, Problems at) {
        Node share = value(route, "retry", "budget", "share");
        if (share != null && text(share).equals("100%")) {
            at.at("retry")
                    .at("budget")
                    .at("share")
                    .warning(
                            share.location(),
                            "as good as no budget: retries double what a failing upstream is asked; leave it out, which"
                                    + " says 20% (retry-without-budget)");
        }
        Duration perTry = duration(value(route, "retry", "per-try"));
        Duration whole = duration(value(route, "timeout", "request"));
        if (perTry != null && whole != null && perTry.compareTo(whole) >= 0) {
            Node late = Objects.requireNonNull(value(route, "retry", "per-try"));
            at.at("retry")
                    .at("per-try")
                    .warning(
                            late.location(),
                            "one attempt may take all of the time of \"timeout: {request: ...}\", so one that hangs is never"
                                    + " followed by another; write less than that (per-try-too-long)");
        }
        Node base = value(route, "retry", "backoff", "base");
        Duration first = duration(base);
        Duration longest = duration(value(route, "retry", "backoff", "max"));
        if (base != null && first != null && longest != null && first.compareTo(longest) > 0) {
            at.at("retry")
                    .at("backoff")
                    .at("base")
                    .warning(
                            base.location(),
                            "longer than \"max\", which it takes the place of: no wait ever grows; write a \"max\" that is"
                                    + " longer (backoff-upside-down)");
        }
        if (base != null && text(base).matches("\\d(\\.\\d+)?ms")) {
            at.at("retry")
                    .at("backoff")
                    .at("base")
                    .warning(
                            base.location(),
                            "as good as no back-off: retries come all at once; leave it out, which says 1s (retry-without-backoff)");
        }
    }

    private static @Nullable Duration duration(@Nullable Node node) {
        return node == null ? null : Shapes.duration().read(node, new Problems());
    }

    private static String text(Node node) {
        return node instanceof Node.Scalar scalar ? scalar.text() : "";
    }

    private static @Nullable Node value(Node node, String... path) {
        @Nullable Node now = node;
        for (String key : path) {
            now = now instanceof Node.Entries mapping ? of(mapping, key) : null;
        }
        return now;
    }

    private static @Nullable Node of(Node.Entries mapping, String key) {
        for (Node.Entry entry : mapping.entries()) {
            if (entry.key().equals(key)) {
                return entry.value();
            }
        }
        return null;
    }
}
