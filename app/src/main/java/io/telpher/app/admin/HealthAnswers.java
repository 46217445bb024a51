package io.telpher.app.admin;

import io.telpher.app.web.Answers;
import io.telpher.core.Json;
import io.telpher.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Telpher's own health: whether the process answers, whether it serves, and whether what it depends on does. */
final class HealthAnswers {
    private static final String HEALTHY = "healthy";

    private final Running running;

    HealthAnswers(Running running) {
        this.running = running;
    }

    /** 200 as long as somebody answers at all. */
    HttpResponse shallow() {
        return Answers.json(200, Json.members().put("status", HEALTHY));
    }

    /** 200 if every upstream has an endpoint to send to and every store is connected, else 503; the body names each. */
    HttpResponse deep() {
        List<Running.Upstream> upstreams = running.upstreams();
        Map<String, Boolean> stores = running.stores();
        boolean all = upstreams.stream().allMatch(upstream -> upstream.healthy() > 0)
                && stores.values().stream().allMatch(connected -> connected);
        return Answers.json(
                all ? 200 : 503,
                Json.members()
                        .put("status", all ? HEALTHY : "unhealthy")
                        .put(
                                "dependencies",
                                Stream.concat(
                                                upstreams.stream().map(HealthAnswers::dependency),
                                                stores.entrySet().stream().map(HealthAnswers::store))
                                        .toList()));
    }

    private static Json.Members store(Map.Entry<String, Boolean> store) {
        return Json.members()
                .put("kind", "store")
                .put("name", store.getKey())
                .put("status", store.getValue() ? HEALTHY : "unhealthy");
    }

    private static Json.Members dependency(Running.Upstream upstream) {
        return Json.members()
                .put("kind", "upstream")
                .put("name", upstream.name())
                .put("status", upstream.healthy() > 0 ? HEALTHY : "unhealthy")
                .put("healthy", upstream.healthy())
                .put("endpoints", upstream.endpoints().size());
    }

    /** 200 while it serves; 503 before and after. */
    HttpResponse ready() {
        return switch (running.phase()) {
            case STARTING -> notReady("starting");
            case READY -> Answers.json(200, Json.members().put("status", "ready"));
            case DRAINING -> notReady("draining");
        };
    }

    private static HttpResponse notReady(String why) {
        return Answers.json(503, Json.members().put("status", why));
    }
}
