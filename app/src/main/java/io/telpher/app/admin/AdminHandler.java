package io.telpher.app.admin;

import io.telpher.app.metrics.Export;
import io.telpher.app.snapshot.SnapshotHandler;
import io.telpher.app.web.Answers;
import io.telpher.app.web.Page;
import io.telpher.core.Json;
import io.telpher.core.metrics.Metrics;
import io.telpher.http.FieldName;
import io.telpher.http.HttpHandler;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import io.telpher.http.Placement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The admin port as a handler. Open to whoever reaches it: {@code /health}, {@code /health/deep}, {@code /ready},
 * {@code /metrics}. With the {@link AdminToken}: {@code /config}, {@code /status}, {@code /caches}, the page at {@code /}, and by {@code
 * POST} {@code /reload}, what is below {@code /snapshot/} and the draining of an endpoint; {@code /cache/purge} and {@code
 * /cache/warm} have a token of their own as well. It answers to loopback's names
 * and the configured ones only, and nothing that is not safe is done without the token itself.
 */
public final class AdminHandler implements HttpHandler {
    private static final FieldName AUTHENTICATE = FieldName.of("www-authenticate");
    private static final FieldName SET_COOKIE = FieldName.of("set-cookie");

    private static final Pattern DRAIN = Pattern.compile("/upstreams/([^/]+)/endpoints/([^/]+)/(drain|undrain)");

    private final HostNames hosts;
    private final Access access;
    private final Running running;
    private final HealthAnswers health;
    private final Export export;
    private final StatusAnswer status;
    private final HttpHandler snapshots;
    private final CacheAnswers caches;
    private final Page console = Page.of(AdminHandler.class, "console.html");
    private final Page signIn = Page.of(AdminHandler.class, "sign-in.html");

    /**
     * The admin port.
     *
     * @param forCaches the token of those who may purge and warm caches only, or null
     * @param caches answers what concerns them
     * @param snapshots answers what is posted below {@link SnapshotHandler#PATH}
     * @param version what runs, for the page
     */
    public AdminHandler(
            AdminConfig config,
            AdminToken token,
            @Nullable AdminToken forCaches,
            Running running,
            Metrics metrics,
            CacheAnswers caches,
            HttpHandler snapshots,
            String version) {
        this.hosts = new HostNames(config.hosts());
        this.access = new Access(token, forCaches);
        this.running = running;
        this.health = new HealthAnswers(running);
        this.export = new Export(metrics);
        this.status = new StatusAnswer(running, metrics, version);
        this.snapshots = snapshots;
        this.caches = caches;
    }

    /** Exporting reads files of {@code /proc}. */
    @Override
    public Placement placement() {
        return Placement.WORKER;
    }

    @Override
    public HttpResponse call(HttpRequest request) throws Exception {
        HttpResponse response = answer(request);
        if (!request.body().isEmpty()) {
            request.body().discard();
        }
        return response;
    }

    private HttpResponse answer(HttpRequest request) throws Exception {
        if (!hosts.accept(request.host())) {
            return Answers.problem(
                    421,
                    "Misdirected Request",
                    "The admin port answers to loopback's names and to those under admin.hosts only.");
        }
        if (CacheAnswers.has(request.path())) {
            return access.allowsCaches(request) ? caches.answer(request) : unauthorized();
        }
        if (!request.method().safe()) {
            return access.allows(request) ? act(request) : unauthorized();
        }
        String cookie = access.newCookie(request);
        if (cookie != null) {
            return HttpResponse.of(303)
                    .with(FieldName.LOCATION, request.path())
                    .with(SET_COOKIE, cookie)
                    .with(FieldName.CACHE_CONTROL, "no-store");
        }
        return switch (request.path()) {
            case "/health" -> deep(request.query()) ? health.deep() : health.shallow();
            case "/health/deep" -> health.deep();
            case "/ready" -> health.ready();
            case "/metrics" -> export.call(request);
            default -> guarded(request);
        };
    }

    private HttpResponse act(HttpRequest request) throws Exception {
        if (!request.method().equals(Method.POST)) {
            return onlyGet();
        }
        if (request.path().equals("/reload")) {
            Running.Reload reload = running.reload();
            return reload.taken()
                    ? Answers.json(200, Json.members().put("result", "taken").put("detail", reload.text()))
                    : Answers.problem(422, "Unprocessable Content", reload.text());
        }
        return request.path().startsWith(SnapshotHandler.PATH) ? snapshots.call(request) : drained(request);
    }

    private static boolean deep(@Nullable String query) {
        return query != null && (query.equals("deep") || query.startsWith("deep="));
    }

    private HttpResponse guarded(HttpRequest request) {
        boolean allowed = access.allows(request);
        return switch (request.path()) {
            case "/" -> allowed ? console.response(200) : signIn.response(401).with(AUTHENTICATE, "Bearer");
            case "/status" -> allowed ? Answers.json(200, status.now()) : unauthorized();
            case "/caches" -> allowed ? Answers.json(200, CachesAnswer.of(running.caches())) : unauthorized();
            case "/config" ->
                allowed
                        ? Answers.of(
                                200,
                                "application/yaml; charset=utf-8",
                                about() + MaskedYaml.of(running.configuration()))
                        : unauthorized();
            default ->
                byPost(request.path())
                        ? onlyPost()
                        : Answers.problem(
                                404,
                                "Not Found",
                                "Here are /, /health, /health/deep, /ready, /metrics, /status, /caches, /config and, by POST, "
                                        + "/reload, /cache/purge, /cache/warm, /snapshot/threads, /snapshot/jfr and "
                                        + "/upstreams/NAME/endpoints/ADDRESS/drain or /undrain.");
        };
    }

    /** Which configuration this is, as comments. */
    private String about() {
        Running.Loaded loaded = running.loaded();
        Running.Refused refused = loaded.refused();
        String serves =
                "# " + loaded.file() + ", SHA-256 " + loaded.digest() + ", serves since " + loaded.since() + "\n";
        return refused == null
                ? serves
                : serves + "# A newer one was refused at " + refused.at() + ":\n#   "
                        + refused.why().replace("\n", "\n#   ") + "\n";
    }

    private static HttpResponse unauthorized() {
        return Answers.problem(
                        401,
                        "Unauthorized",
                        "Send the token of the file admin-token in the state directory: Authorization: Bearer TOKEN.")
                .with(AUTHENTICATE, "Bearer");
    }

    private static boolean byPost(String path) {
        return path.startsWith(SnapshotHandler.PATH) || DRAIN.matcher(path).matches();
    }

    private HttpResponse drained(HttpRequest request) {
        Matcher matcher = DRAIN.matcher(request.path());
        if (!matcher.matches()) {
            return onlyGet();
        }
        String endpoint = matcher.group(2).replace("%5B", "[").replace("%5D", "]");
        boolean away = matcher.group(3).equals("drain");
        if (!running.drain(matcher.group(1), endpoint, away)) {
            return Answers.problem(
                    404, "Not Found", "There is no such upstream, or no such endpoint of it: see /status.");
        }
        return Answers.json(
                202,
                Json.members()
                        .put("upstream", matcher.group(1))
                        .put("endpoint", endpoint)
                        .put("asked", matcher.group(3)));
    }

    private static HttpResponse onlyPost() {
        return Answers.problem(405, "Method Not Allowed", "Send POST.").with(FieldName.ALLOW, "POST");
    }

    private static HttpResponse onlyGet() {
        return Answers.problem(405, "Method Not Allowed", "There is nothing to change here.")
                .with(FieldName.ALLOW, "GET, HEAD");
    }
}
