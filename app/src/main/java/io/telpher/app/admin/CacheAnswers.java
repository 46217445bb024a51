package io.telpher.app.admin;

import io.telpher.app.warm.WarmList;
import io.telpher.app.warm.Warming;
import io.telpher.app.web.Answers;
import io.telpher.cache.purge.Purging;
import io.telpher.core.Json;
import io.telpher.http.FieldName;
import io.telpher.http.HttpRequest;
import io.telpher.http.HttpResponse;
import io.telpher.http.Method;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the admin port does with caches: purging, and fetching ahead. */
public final class CacheAnswers {
    static final String PURGE = "/cache/purge";
    static final String WARM = "/cache/warm";

    private static final int ORDER_BYTES_MAX = 64 * 1024;
    private static final Set<String> NUMBERS = Set.of("concurrency", "rate");

    private final Purging purging;
    private final Warming warming;

    /**
     * Of this process.
     *
     * @param purging who purges
     * @param warming who fetches ahead
     */
    public CacheAnswers(Purging purging, Warming warming) {
        this.purging = purging;
        this.warming = warming;
    }

    static boolean has(String path) {
        return path.equals(PURGE) || path.equals(WARM);
    }

    /** To whom may. */
    HttpResponse answer(HttpRequest request) throws InterruptedException {
        Method method = request.method();
        try {
            return switch (request.path()) {
                case PURGE -> method.equals(Method.POST) ? purge(request) : not("POST");
                default -> warm(request);
            };
        } catch (IOException e) {
            return Answers.problem(400, "Bad Request", "The request's content: " + e.getMessage() + ".");
        }
    }

    private static HttpResponse not(String allowed) {
        return Answers.problem(405, "Method Not Allowed", "Send " + allowed + ".")
                .with(FieldName.ALLOW, allowed);
    }

    private HttpResponse purge(HttpRequest request) throws IOException, InterruptedException {
        PurgeOrder.Reading order = PurgeOrder.read(text(request, ORDER_BYTES_MAX));
        if (order.purge() == null) {
            return Answers.problem(400, "Bad Request", order.problems() + ".");
        }
        Purging.Purged done = purging.purge(order.purge());
        return Answers.json(
                done.done() ? 200 : 202,
                Json.members()
                        .put("entries", done.entries())
                        .put("nodes", done.reach().name().toLowerCase(Locale.ROOT))
                        .put("shared", done.shared().name().toLowerCase(Locale.ROOT))
                        .put("detail", told(done.reach()) + told(done.shared())));
    }

    private static String told(Purging.Shared shared) {
        return shared == Purging.Shared.WAITING
                ? " What nodes share of a cache cannot be reached: it is purged when it can, unless this process ends before."
                : "";
    }

    private static String told(Purging.Reach reach) {
        return switch (reach) {
            case ALONE -> "Purged here; no other nodes are configured.";
            case EVERYWHERE -> "Purged here, and by every other node within a second.";
            case LATER ->
                "Purged here. The store by which the other nodes are told cannot be reached: they are told when it can.";
        };
    }

    private HttpResponse warm(HttpRequest request) throws IOException, InterruptedException {
        if (request.method().safe()) {
            if ("wait".equals(request.query())) {
                warming.await();
            }
            return Answers.json(200, warming.seen());
        }
        if (request.method().equals(Method.DELETE)) {
            warming.stop();
            return Answers.json(200, warming.seen());
        }
        if (!request.method().equals(Method.POST)) {
            return not("GET, POST, DELETE");
        }
        try {
            String content = text(request, WarmList.BYTES_MAX);
            Map<String, String> given = numbers(request.query());
            int concurrency = number(given, "concurrency", Warming.CONCURRENCY, Warming.CONCURRENCY_MAX);
            int rate = number(given, "rate", Warming.RATE, Warming.RATE_MAX);
            return warming.start(WarmList.of(content), concurrency, rate)
                    ? Answers.json(202, warming.seen())
                    : Answers.problem(
                            409, "Conflict", "Another list is being fetched: see GET /cache/warm, or DELETE it.");
        } catch (IllegalArgumentException e) {
            return Answers.problem(400, "Bad Request", e.getMessage() + ".");
        }
    }

    private static Map<String, String> numbers(@Nullable String query) {
        Map<String, String> given = new HashMap<>();
        for (String each : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? each : each.substring(0, equals);
            if (!NUMBERS.contains(name)) {
                throw new IllegalArgumentException("found \"" + name + "\", expected concurrency or rate");
            }
            given.put(name, each.substring(equals + 1));
        }
        return given;
    }

    private static int number(Map<String, String> given, String name, int otherwise, int max) {
        String text = given.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[1-9]\\d{0,6}") || Integer.parseInt(text) > max) {
            throw new IllegalArgumentException(name + ": found \"" + text + "\", expected 1 to " + max);
        }
        return Integer.parseInt(text);
    }

    private static String text(HttpRequest request, int max) throws IOException {
        return new String(request.body().readAll(max), StandardCharsets.UTF_8);
    }
}
