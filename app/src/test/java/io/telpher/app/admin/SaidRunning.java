package io.telpher.app.admin;

import io.telpher.cache.filter.TopKeys;
import io.telpher.cache.store.StoreNumbers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What runs, as a test says it. */
final class SaidRunning implements Running {
    Phase phase = Phase.READY;
    Health health = Health.HEALTHY;

    @Nullable
    Refused refused;

    String drained = "";
    boolean connected = true;

    @Override
    public Caches caches() {
        return new Caches(
                Map.of("main", new StoreNumbers(3, 2_000, 4_000, 5, 1, 1, 0)),
                Map.of("main", new StoreNumbers(9, 7_000, 8_000, 5, 2, 0, 0)),
                Map.of("pictures", List.of(new TopKeys.Top("https://a/b", 32))));
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public List<Upstream> upstreams() {
        Served served = new Served("127.0.0.1:9001", health, 100, "said \"no\"", null, 1, 10, 2);
        return List.of(new Upstream(
                "web",
                "round-robin",
                "etcd /web is away: gone",
                new Breaker("open", 0, 0, 28),
                new Bulkhead(30, 7, 2),
                List.of(served)));
    }

    @Override
    public Map<String, Boolean> stores() {
        return Map.of("main", connected);
    }

    @Override
    public Loaded loaded() {
        return new Loaded("telpher.yaml", "abc", Instant.EPOCH, 1, refused);
    }

    @Override
    public Reload reload() {
        return refused == null ? new Reload(true, "all well") : new Reload(false, refused.why());
    }

    @Override
    public boolean drain(String upstream, String endpoint, boolean away) {
        drained = upstream + " " + endpoint + " " + away;
        return upstream.equals("web") && endpoint.equals("127.0.0.1:9001");
    }

    @Override
    public String configuration() {
        return "upstreams: {web: {endpoints: [127.0.0.1:9001], password: hunter2}}";
    }
}
