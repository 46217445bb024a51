package io.telpher.engines.discovery;

import io.telpher.core.Endpoint;
import io.telpher.core.Json;
import io.telpher.core.Subscription;
import io.telpher.core.Waiter;
import io.telpher.core.discovery.Registry;
import io.telpher.core.discovery.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A service in etcd v3, by the JSON interface of its servers ({@code /v3}): each key below the service's is one endpoint. A watch
 * begins where the list ended, so that nothing is missed between them; keys of ours have a lease.
 */
final class Etcd implements Source, Registry {
    /** A watch is begun anew after so long, since a server that has gone without a word sends no more than a quiet one. */
    private static final long WATCH_NANOS = 60_000_000_000L;

    private static final long LEASE_SECONDS = 15;
    private static final long RENEW_NANOS = 5_000_000_000L;

    private final RegistryConfig config;
    private final RegistryHttp http;
    private final String below;
    private @Nullable String token;

    Etcd(RegistryConfig config) throws IOException {
        this.config = config;
        this.http = new RegistryHttp(config);
        this.below = config.service() + "/";
    }

    @Override
    public String text() {
        return config.text();
    }

    // === endpoints ===

    @Override
    public void watch(Consumer<List<Endpoint>> told, Waiter waiter) throws IOException, InterruptedException {
        Object range =
                ask("/v3/kv/range", Json.members().put("key", coded(below)).put("range_end", coded(end())));
        Map<String, Endpoint> known = new TreeMap<>();
        for (Object pair : JsonTree.items(JsonTree.member(range, "kvs"))) {
            put(known, pair);
        }
        told.accept(List.copyOf(known.values()));
        follow(revision(range) + 1, known, told, waiter);
    }

    private void follow(long revision, Map<String, Endpoint> known, Consumer<List<Endpoint>> told, Waiter waiter)
            throws IOException, InterruptedException {
        Json.Members create = Json.members()
                .put("key", coded(below))
                .put("range_end", coded(end()))
                .put("start_revision", revision);
        var response = http.open(signed(post("/v3/watch", Json.members().put("create_request", create))));
        try (InputStream in = response.body();
                Subscription _ = waiter.after(WATCH_NANOS, () -> close(in))) {
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            String line;
            while ((line = line(lines)) != null) {
                Object result = result(line);
                List<?> events = JsonTree.items(JsonTree.member(result, "events"));
                events.forEach(event -> apply(event, known));
                if (!events.isEmpty()) {
                    told.accept(List.copyOf(known.values()));
                }
            }
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** The next line, or null at the end: also at the one that we made ourselves, since the time was up. */
    private static @Nullable String line(BufferedReader lines) throws InterruptedException {
        try {
            return lines.readLine();
        } catch (IOException closed) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return null; // whether the server is away is seen by the question for the list, which is next
        }
    }

    private static Object result(String line) throws IOException {
        Object tree = JsonTree.parse(line);
        Object result = JsonTree.member(tree, "result");
        if (result == null) {
            throw new IOException("broke off the watch: " + JsonTree.member(tree, "error"));
        }
        if (Boolean.TRUE.equals(JsonTree.member(result, "canceled"))) {
            throw new IOException("ended the watch: " + JsonTree.member(result, "cancel_reason"));
        }
        return result;
    }

    private void apply(@Nullable Object event, Map<String, Endpoint> known) {
        Object pair = JsonTree.member(event, "kv");
        if ("DELETE".equals(JsonTree.member(event, "type"))) {
            known.remove(plain(JsonTree.member(pair, "key")));
        } else {
            put(known, pair);
        }
    }

    private static void put(Map<String, Endpoint> known, @Nullable Object pair) {
        String key = plain(JsonTree.member(pair, "key"));
        Endpoint endpoint = Entry.read("etcd's key " + key, plain(JsonTree.member(pair, "value")));
        if (endpoint == null) {
            known.remove(key);
        } else {
            known.put(key, endpoint);
        }
    }

    private static void close(InputStream in) {
        Thread.ofVirtual().name("etcd-watch-anew").start(() -> {
            try {
                in.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private static long revision(@Nullable Object answer) {
        return JsonTree.number(JsonTree.member(JsonTree.member(answer, "header"), "revision"), 0);
    }

    /** The first key behind all those that begin with {@link #below}. */
    private String end() {
        return below.substring(0, below.length() - 1) + (char) ('/' + 1);
    }

    // === registration ===

    @Override
    public void hold(String id, Endpoint endpoint, Waiter waiter, Runnable held)
            throws IOException, InterruptedException {
        Object granted = ask("/v3/lease/grant", Json.members().put("TTL", LEASE_SECONDS));
        long lease = JsonTree.number(JsonTree.member(granted, "ID"), 0);
        try {
            ask(
                    "/v3/kv/put",
                    Json.members()
                            .put("key", coded(below + id))
                            .put("value", coded(Entry.text(endpoint)))
                            .put("lease", lease));
            held.run();
            while (true) {
                waiter.sleep(RENEW_NANOS);
                Object kept = ask("/v3/lease/keepalive", Json.members().put("ID", lease));
                if (JsonTree.number(JsonTree.member(JsonTree.member(kept, "result"), "TTL"), 0) <= 0) {
                    throw new IOException("let the lease end");
                }
            }
        } catch (InterruptedException end) {
            ask("/v3/lease/revoke", Json.members().put("ID", lease));
            throw end;
        }
    }

    // === questions ===

    private @Nullable Object ask(String path, Json.Members question) throws IOException, InterruptedException {
        try {
            return JsonTree.parse(
                    http.ask(signed(post(path, question)), RegistryHttp.TIMEOUT).body());
        } catch (RegistryHttp.Refused refused) {
            if (refused.status != 401 || token == null) {
                throw refused;
            }
            token = null; // it was good for a while
            return JsonTree.parse(
                    http.ask(signed(post(path, question)), RegistryHttp.TIMEOUT).body());
        }
    }

    private static HttpRequest.Builder post(String path, Json.Members question) {
        return RegistryHttp.request("POST", path, Json.compact(question)).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder signed(HttpRequest.Builder request) throws IOException, InterruptedException {
        if (config.user() == null) {
            return request;
        }
        String known = token;
        if (known == null) {
            known = authenticated();
            token = known;
        }
        return request.header("Authorization", known);
    }

    private String authenticated() throws IOException, InterruptedException {
        Json.Members who = Json.members().put("name", config.user()).put("password", http.secret());
        Object answer = JsonTree.parse(http.ask(post("/v3/auth/authenticate", who), RegistryHttp.TIMEOUT)
                .body());
        return Objects.requireNonNullElse(JsonTree.text(JsonTree.member(answer, "token")), "");
    }

    private static String coded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String plain(@Nullable Object coded) {
        return coded instanceof String text ? new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8) : "";
    }
}
