package io.telpher.engines.discovery;

import io.telpher.core.Endpoint;
import io.telpher.core.Json;
import io.telpher.core.Waiter;
import io.telpher.core.discovery.Registry;
import io.telpher.core.discovery.Source;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A service in Consul, by the HTTP interface of its agent: blocking queries of {@code /v1/health/service}, registration with a
 * check that must be renewed.
 */
final class Consul implements Source, Registry {
    /** How long a query waits for a change; Consul adds up to a sixteenth. */
    private static final Duration WAIT = Duration.ofSeconds(55);

    private static final Duration ANSWER = WAIT.plusSeconds(10);
    private static final long LEASE_SECONDS = 15;
    private static final long RENEW_NANOS = 5_000_000_000L;

    private final RegistryConfig config;
    private final RegistryHttp http;

    Consul(RegistryConfig config) throws IOException {
        this.config = config;
        this.http = new RegistryHttp(config);
    }

    @Override
    public String text() {
        return config.text();
    }

    // === endpoints ===

    @Override
    public void watch(Consumer<List<Endpoint>> told, Waiter waiter) throws IOException, InterruptedException {
        long index = 0;
        while (true) {
            RegistryHttp.Answer answer = http.ask(get(query(index)), ANSWER);
            told.accept(endpoints(answer.body()));
            long next = answer.headers().firstValueAsLong("X-Consul-Index").orElse(0);
            boolean back = next < index; // the server began anew: its numbers mean nothing any more
            if (next <= 0) {
                waiter.sleep(1_000_000_000L); // a server that does not block: do not flood it
            }
            index = back ? 0 : Math.max(0, next);
        }
    }

    private String query(long index) {
        String path = "/v1/health/service/" + encoded(config.service()) + "?passing=true";
        String tag = config.tag();
        if (tag != null) {
            path += "&tag=" + encoded(tag);
        }
        return index == 0 ? path : path + "&index=" + index + "&wait=" + WAIT.toSeconds() + "s";
    }

    static List<Endpoint> endpoints(String body) throws IOException {
        if (!(JsonTree.parse(body) instanceof List<?> entries)) {
            throw new IOException("answered no list of services");
        }
        List<Endpoint> endpoints = new ArrayList<>(entries.size());
        for (Object entry : entries) {
            Endpoint endpoint = endpoint(entry);
            if (endpoint != null) {
                endpoints.add(endpoint);
            }
        }
        return endpoints;
    }

    private static @Nullable Endpoint endpoint(@Nullable Object entry) {
        Object service = JsonTree.member(entry, "Service");
        String address = JsonTree.text(JsonTree.member(service, "Address"));
        if (address == null || address.isEmpty()) { // that of its node, as Consul's documentation says
            address = JsonTree.text(JsonTree.member(JsonTree.member(entry, "Node"), "Address"));
        }
        String port = JsonTree.text(JsonTree.member(service, "Port"));
        Endpoint plain = address == null || port == null ? null : Endpoint.parse(Entry.joined(address, port));
        long weight = JsonTree.number(JsonTree.member(JsonTree.member(service, "Weights"), "Passing"), 1);
        return plain == null ? null : new Endpoint(plain.host(), plain.port(), Math.clamp(weight, 1, 65_535));
    }

    // === registration ===

    @Override
    public void hold(String id, Endpoint endpoint, Waiter waiter, Runnable held)
            throws IOException, InterruptedException {
        put("/v1/agent/service/register", registration(id, endpoint));
        try {
            held.run();
            while (true) {
                waiter.sleep(RENEW_NANOS);
                put("/v1/agent/check/pass/service:" + encoded(id), null); // 404 if the agent has forgotten it
            }
        } catch (InterruptedException end) {
            put("/v1/agent/service/deregister/" + encoded(id), null);
            throw end;
        }
    }

    private String registration(String id, Endpoint endpoint) {
        Json.Members wanted = Json.members()
                .put("ID", id)
                .put("Name", config.service())
                .put("Address", endpoint.host())
                .put("Port", endpoint.port())
                .put("Weights", Map.of("Passing", endpoint.weight(), "Warning", 1))
                .put(
                        "Check",
                        Json.members()
                                .put("TTL", LEASE_SECONDS + "s")
                                .put("Status", "passing")
                                .put("DeregisterCriticalServiceAfter", "1m"));
        String tag = config.tag();
        if (tag != null) {
            wanted.put("Tags", List.of(tag));
        }
        return Json.compact(wanted);
    }

    private void put(String path, @Nullable String body) throws IOException, InterruptedException {
        http.ask(signed(RegistryHttp.request("PUT", path, body)), RegistryHttp.TIMEOUT);
    }

    private HttpRequest.Builder get(String path) throws IOException {
        return signed(RegistryHttp.request("GET", path, null));
    }

    private HttpRequest.Builder signed(HttpRequest.Builder request) throws IOException {
        String token = http.secret();
        return token == null ? request : request.header("X-Consul-Token", token);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
