package io.telpher.testkit.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A connection to a browser by the DevTools protocol: calls with answers, and events. One call at a time. */
final class DevTools implements WebSocket.Listener, AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LIMIT_SECONDS = 20;

    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonNode>> events = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private final StringBuilder message = new StringBuilder();
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable WebSocket socket;

    private DevTools() {}

    static DevTools connect(String address) throws IOException, InterruptedException {
        DevTools tools = new DevTools();
        try {
            tools.socket = tools.client
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(address), tools)
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return tools;
        } catch (ExecutionException | TimeoutException e) {
            tools.close();
            throw new IOException("cannot connect to " + address, e);
        }
    }

    /** An event that is still to come. */
    record Event(String method, CompletableFuture<JsonNode> coming) {
        JsonNode await() {
            return resultOf(coming, method);
        }
    }

    /** The next event of this kind from now on: ask before doing what causes it. */
    Event expect(String method) {
        CompletableFuture<JsonNode> coming = new CompletableFuture<>();
        events.put(method, coming);
        return new Event(method, coming);
    }

    /** Calls a method of the page with this session, or of the browser if it is empty, and waits for its result. */
    JsonNode call(String session, String method, Map<String, Object> parameters) {
        WebSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("not connected");
        }
        int id = lastId.incrementAndGet();
        Map<String, Object> call = new LinkedHashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (!session.isEmpty()) {
            call.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        calls.put(id, answer);
        open.sendText(JSON.valueToTree(call).toString(), true);
        JsonNode result = resultOf(answer, method);
        if (result.has("error")) {
            throw new AssertionError(method + ": " + result.path("error"));
        }
        return result.path("result");
    }

    private static JsonNode resultOf(CompletableFuture<JsonNode> coming, String what) {
        try {
            return coming.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("no answer of the browser to " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted in " + what, e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        message.append(part);
        if (last) {
            String whole = message.toString();
            message.setLength(0);
            dispatch(whole);
        }
        from.request(1);
        return null;
    }

    private void dispatch(String whole) {
        try {
            JsonNode node = JSON.readTree(whole);
            CompletableFuture<JsonNode> waiting = node.has("id")
                    ? calls.remove(node.path("id").asInt())
                    : events.remove(node.path("method").asText());
            if (waiting != null) {
                waiting.complete(node);
            }
        } catch (JsonProcessingException e) {
            fail(e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        fail(new IOException("the browser closed the connection: " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable cause) {
        fail(cause);
    }

    private void fail(Throwable cause) {
        calls.values().forEach(call -> call.completeExceptionally(cause));
        events.values().forEach(event -> event.completeExceptionally(cause));
    }

    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
        client.shutdownNow();
    }
}
